// How lines are broken for what is known of them; the numbers are those of `patterns` in style.ts.

/** A function of the shading language: whether a line is interrupted so many pixels from its start. */
export const INTERRUPTED = /*glsl*/ `
bool interrupted(float along, float pattern) {
  if (pattern < 0.5) return false;
  if (pattern < 1.5) return fract(along / 12.0) > 0.667;
  if (pattern < 2.5) return fract(along / 6.0) > 0.5;
  if (pattern < 3.5) {
    float part = fract(along / 16.0);
    return (part > 0.5625 && part < 0.71875) || part > 0.84375;
  }
  if (pattern < 4.5) return fract(along / 4.5) > 0.334;
  return fract(along / 10.0) > 0.5;
}
`;
