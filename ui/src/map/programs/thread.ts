// Draws thin edges: one-pixel lines, straight or bent towards the centre, solid or dashed. Cheap even without a graphics card.
import { EdgeProgram, type EdgeProgramType, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { controlPoint, onCurve, type Point } from "../geometry";
import { INTERRUPTED } from "./pattern";

/** What an edge carries beside what Sigma knows of. */
export interface ThreadData extends EdgeDisplayData {
  bend: number;
  bow: number;
  /** One of the patterns of style.ts. */
  pattern: number;
  /** What it bends towards, in Sigma's framed coordinates. */
  centre: Point;
}

const VERTEX = /*glsl*/ `
attribute vec4 a_color;
attribute vec2 a_position;
attribute vec2 a_line;
uniform mat3 u_matrix;
uniform float u_unit;
varying vec4 v_color;
varying float v_along;
varying float v_pattern;

void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  v_color = a_color;
  v_color.a *= 255.0 / 254.0;
  v_along = a_line.x / u_unit;
  v_pattern = a_line.y;
}
`;

const FRAGMENT = /*glsl*/ `
precision mediump float;
varying vec4 v_color;
varying float v_along;
varying float v_pattern;
${INTERRUPTED}
void main(void) {
  #ifdef PICKING_MODE
  discard;
  #endif
  if (interrupted(v_along, v_pattern)) discard;
  gl_FragColor = vec4(v_color.rgb * v_color.a, v_color.a);
}
`;

const UNIFORMS = ["u_matrix", "u_unit"] as const;
const { FLOAT, UNSIGNED_BYTE, LINES } = WebGLRenderingContext;

/** The program for edges drawn in so many straight pieces. */
export function threadProgram(pieces: number): EdgeProgramType {
  return class ThreadProgram extends EdgeProgram<(typeof UNIFORMS)[number]> {
    getDefinition() {
      return {
        VERTICES: pieces * 2,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: LINES,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_line", size: 2, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    processVisibleItem(_index: number, start: number, from: NodeDisplayData, to: NodeDisplayData, data: ThreadData) {
      const { array } = this;
      const color = floatColor(data.color);
      const control = controlPoint(from, to, data);
      let at = start;
      let along = 0;
      let last = { x: from.x, y: from.y };
      for (let piece = 1; piece <= pieces; piece++) {
        const next = onCurve(from, control, to, piece / pieces);
        const length = Math.hypot(next.x - last.x, next.y - last.y);
        for (const [point, distance] of [[last, along], [next, along + length]] as const) {
          array[at++] = point.x;
          array[at++] = point.y;
          array[at++] = distance;
          array[at++] = data.pattern;
          array[at++] = color;
        }
        along += length;
        last = next;
      }
    }

    setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo) {
      gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
      gl.uniform1f(uniformLocations["u_unit"] ?? null, params.correctionRatio * 2);
    }
  };
}
