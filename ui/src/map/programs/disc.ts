// Draws nodes: discs and squares whose outline and filling tell what is known of them.
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { shares } from "../palette";
import { HATCH_FROM, type NodeLook } from "../style";

/** What a node carries beside what Sigma knows of. */
export type DiscData = NodeDisplayData & NodeLook;

const VERTEX = /*glsl*/ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_border;
attribute vec2 a_position;
attribute vec4 a_figure;
attribute vec2 a_corner;

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;

varying vec4 v_color;
varying vec4 v_border;
varying vec2 v_offset;
varying float v_radius;
varying float v_filling;
varying float v_square;
varying float v_alpha;

void main() {
  float radius = max(a_figure.x / u_sizeRatio, 2.2);
  #ifdef PICKING_MODE
  radius += 2.5;
  #endif
  v_radius = radius;
  v_offset = a_corner * (radius + 2.0);
  v_filling = a_figure.y;
  v_square = a_figure.z;
  v_alpha = a_figure.w;
  vec2 position = a_position + v_offset * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
  v_border = a_border;
}
`;

const FRAGMENT = /*glsl*/ `
precision highp float;

varying vec4 v_color;
varying vec4 v_border;
varying vec2 v_offset;
varying float v_radius;
varying float v_filling;
varying float v_square;
varying float v_alpha;

uniform vec3 u_ground;

void main(void) {
  vec2 away = abs(v_offset);
  float dist = v_square > 0.5 ? max(away.x, away.y) - v_radius * 0.88 : length(v_offset) - v_radius;

  #ifdef PICKING_MODE
  gl_FragColor = dist > 0.0 ? vec4(0.0) : v_color;
  #else
  float inside = 1.0 - smoothstep(-0.6, 0.6, dist);
  if (inside <= 0.0) discard;
  float width = clamp(v_radius * 0.14, 1.0, 3.5);
  float rim = smoothstep(-width - 0.6, -width + 0.6, dist);
  vec3 fill = v_color.rgb;
  float opacity = v_alpha;

  float stripe = step(0.5, fract((v_offset.x + v_offset.y) / max(5.0, v_radius * 0.34)));
  if (v_filling > 0.5 && v_filling < 1.5) {
    fill = mix(v_color.rgb, v_border.rgb, stripe * 0.3);
  } else if (v_filling > 4.5) {
    float lower = step(v_offset.y, 0.0);
    bool small = v_radius < ${HATCH_FROM.toFixed(1)};
    fill = small ? mix(fill, u_ground, lower) : mix(fill, v_border.rgb, stripe * lower * 0.7);
    // The line between the halves is seen also where the class is nearly as light as the ground.
    rim = max(rim, 1.0 - smoothstep(0.3, 1.1, abs(v_offset.y)));
  } else if (v_filling > 1.5 && v_filling < 3.5) {
    float angle = atan(v_offset.y, v_offset.x);
    float gap = v_filling > 2.5 ? step(0.5, fract(angle * 6.0 / 3.14159265)) : 0.0;
    if (v_square > 0.5) gap = 0.0;
    rim *= 1.0 - gap;
  } else if (v_filling > 3.5) {
    float inner = smoothstep(0.0, 1.2, abs(dist + width * 2.6) - width * 0.45);
    fill = mix(v_border.rgb, fill, max(inner, step(v_radius, 11.0)));
  }
  vec3 color = mix(fill, v_border.rgb, rim);
  gl_FragColor = vec4(color, 1.0) * inside * opacity;
  #endif
}
`;

const UNIFORMS = ["u_sizeRatio", "u_correctionRatio", "u_matrix", "u_ground"] as const;
const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGLRenderingContext;

/** The program. */
export class DiscProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    return {
      VERTICES: 4,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLE_STRIP,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_figure", size: 4, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_border", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [1, 1]],
    };
  }

  processVisibleItem(nodeIndex: number, start: number, data: DiscData) {
    const array = this.array;
    let at = start;
    array[at++] = data.x;
    array[at++] = data.y;
    array[at++] = data.size;
    array[at++] = data.filling;
    array[at++] = data.square ? 1 : 0;
    array[at++] = data.alpha;
    array[at++] = floatColor(data.color);
    array[at++] = floatColor(data.border);
    array[at] = nodeIndex;
  }

  /** While the camera moves nothing is pointed at, so the hidden picture that tells what is under the mouse can wait. */
  override render(params: RenderParams) {
    const { pickProgram } = this;
    const mouse = this.renderer.getMouseCaptor();
    const dragged = mouse.isMoving || mouse.draggedEvents > 0 || mouse.currentWheelDirection !== 0;
    if (dragged || this.renderer.getCamera().isAnimated()) this.pickProgram = null;
    super.render(params);
    this.pickProgram = pickProgram;
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo) {
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, params.sizeRatio);
    gl.uniform1f(uniformLocations["u_correctionRatio"] ?? null, params.correctionRatio);
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
    gl.uniform3fv(uniformLocations["u_ground"] ?? null, shares(String(this.renderer.getGraph().getAttribute("ground"))));
  }
}
