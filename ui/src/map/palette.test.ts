import { expect, test } from "vitest";
import { classColor, classes, mapTheme } from "./palette";
import { nodeLook } from "./style";
import { aNode } from "../test/samples";

type Triple = [number, number, number];

/** What the eye makes of a colour: as it is, and with each kind of colour blindness (Machado, Oliveira and Fernandes, 2009). */
const eyes: Record<string, [Triple, Triple, Triple]> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

function linear(color: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const dot = (row: Triple, color: Triple) => row[0] * color[0] + row[1] * color[1] + row[2] * color[2];

/** In CIE L*a*b*, where a distance of about 2 is just seen. */
function lab(color: Triple): Triple {
  const root = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = root(dot([0.4124, 0.3576, 0.1805], color) / 0.95047);
  const y = root(dot([0.2126, 0.7152, 0.0722], color));
  const z = root(dot([0.0193, 0.1192, 0.9505], color) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function apart(one: string, other: string, eye: [Triple, Triple, Triple]): number {
  const seen = (color: string) => lab(eye.map((row) => Math.min(1, Math.max(0, dot(row, linear(color))))) as Triple);
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other].map((color) => dot([0.2126, 0.7152, 0.0722], linear(color))).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const modes = ["light", "dark"] as const;

test.each(modes)("no two classes look alike to any eye on a %s ground", (mode) => {
  for (const [at, one] of classes.entries()) {
    for (const other of classes.slice(at + 1)) {
      for (const [eye, matrix] of Object.entries(eyes)) {
        const distance = apart(classColor(one, mode), classColor(other, mode), matrix);
        expect(distance, `${one} and ${other}, ${eye}`).toBeGreaterThan(15);
      }
    }
  }
});

test.each(modes)("the outline of every class is seen on a %s ground", (mode) => {
  const theme = mapTheme(mode);
  for (const one of classes) {
    expect(contrast(nodeLook(aNode("n", { class: one }), theme).border, theme.background), one).toBeGreaterThanOrEqual(3);
  }
});
