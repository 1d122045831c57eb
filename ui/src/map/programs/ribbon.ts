// Draws edges with a width and soft rims: bundles everywhere, and every edge of a scene that has few.
import { EdgeProgram, type EdgeProgramType, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { controlPoint, onCurve, type Point } from "../geometry";
import { INTERRUPTED } from "./pattern";
import type { ThreadData } from "./thread";

const VERTEX = /*glsl*/ `
attribute vec4 a_color;
attribute vec2 a_position;
attribute vec2 a_normal;
attribute vec4 a_figure;
uniform mat3 u_matrix;
uniform float u_unit;
varying vec4 v_color;
varying float v_side;
varying float v_half;
varying float v_along;
varying float v_pattern;

void main() {
  v_half = a_figure.y * 0.5;
  v_side = a_figure.x * (v_half + 0.8);
  vec2 position = a_position + a_normal * v_side * u_unit;
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_color = a_color;
  v_color.a *= 255.0 / 254.0;
  v_along = a_figure.z / u_unit;
  v_pattern = a_figure.w;
}
`;

const FRAGMENT = /*glsl*/ `
precision mediump float;
varying vec4 v_color;
varying float v_side;
varying float v_half;
varying float v_along;
varying float v_pattern;
${INTERRUPTED}
void main(void) {
  #ifdef PICKING_MODE
  discard;
  #endif
  if (interrupted(v_along, v_pattern)) discard;
  float alpha = v_color.a * (1.0 - smoothstep(v_half - 0.5, v_half + 0.8, abs(v_side)));
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}
`;

const UNIFORMS = ["u_matrix", "u_unit"] as const;
const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;

/** The two triangles of a piece: which end, which side. */
const CORNERS = [[0, -1], [0, 1], [1, -1], [1, -1], [0, 1], [1, 1]] as const;

interface Station extends Point {
  along: number;
  normal: Point;
}

function stations(from: Point, to: Point, control: Point, pieces: number): Station[] {
  const result: Station[] = [];
  let along = 0;
  for (let piece = 0; piece <= pieces; piece++) {
    const t = piece / pieces;
    const point = onCurve(from, control, to, t);
    const last = result.at(-1);
    if (last) along += Math.hypot(point.x - last.x, point.y - last.y);
    const slope = {
      x: (1 - t) * (control.x - from.x) + t * (to.x - control.x),
      y: (1 - t) * (control.y - from.y) + t * (to.y - control.y),
    };
    const length = Math.hypot(slope.x, slope.y) || 1;
    result.push({ ...point, along, normal: { x: -slope.y / length, y: slope.x / length } });
  }
  return result;
}

/** The program for edges drawn in so many straight pieces. */
export function ribbonProgram(pieces: number): EdgeProgramType {
  return class RibbonProgram extends EdgeProgram<(typeof UNIFORMS)[number]> {
    getDefinition() {
      return {
        VERTICES: pieces * 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_normal", size: 2, type: FLOAT },
          { name: "a_figure", size: 4, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    processVisibleItem(_index: number, start: number, from: NodeDisplayData, to: NodeDisplayData, data: ThreadData) {
      const { array } = this;
      const color = floatColor(data.color);
      const ends = stations(from, to, controlPoint(from, to, data), pieces);
      let at = start;
      for (let piece = 0; piece < pieces; piece++) {
        for (const [end, side] of CORNERS) {
          const station = ends[piece + end];
          if (!station) continue;
          array[at++] = station.x;
          array[at++] = station.y;
          array[at++] = station.normal.x;
          array[at++] = station.normal.y;
          array[at++] = side;
          array[at++] = data.size;
          array[at++] = station.along;
          array[at++] = data.pattern;
          array[at++] = color;
        }
      }
    }

    setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo) {
      gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
      gl.uniform1f(uniformLocations["u_unit"] ?? null, params.correctionRatio * 2);
    }
  };
}
