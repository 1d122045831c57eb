// The text of a policy: JSON with errors at their place, and completion.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { PolicyRemark } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useLatest } from "../map/useLatest";
import { completionOf } from "./completion";
import { spanAt } from "./textPlaces";

/** What the editor can be told from outside. */
export interface EditorHandle {
  /** Puts the cursor where a remark is. */
  show: (remark: PolicyRemark) => void;
}

interface PolicyEditorProps {
  text: string;
  label: string;
  errors: readonly PolicyRemark[];
  warnings: readonly PolicyRemark[];
  /** The text that errors and warnings are of: those of an earlier one stay where they have moved. */
  remarksOf: string;
  onText: (text: string) => void;
  /** Ctrl+Enter. */
  onDone: () => void;
  ref?: Ref<EditorHandle>;
}

/** The editor. Tab leaves it, as it leaves any field. */
export function PolicyEditor({ text, label, errors, warnings, remarksOf, onText, onDone, ref }: PolicyEditorProps) {
  const platform = usePlatform();
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const first = useLatest({ text, onText, onDone });
  useEffect(() => {
    if (!frame.current) return;
    const view = new EditorView({
      parent: frame.current,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          json(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [completionOf(platform)] }),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, "data-testid": "policy-text", spellcheck: "false" }),
          keymap.of([
            { key: "Mod-Enter", run: () => (first.current.onDone(), true) },
            ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            const written = update.state.doc.toString();
            if (update.docChanged && written !== first.current.text) first.current.onText(written);
          }),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [platform, label, first]);
  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() !== remarksOf) return;
    const found = [...errors.flatMap((remark) => diagnostic(view, remark, "error")), ...warnings.flatMap((remark) => diagnostic(view, remark, "warning"))];
    view.dispatch(setDiagnostics(view.state, found));
  }, [errors, warnings, remarksOf, text]);
  useImperativeHandle(ref, () => ({
    show: (remark) => {
      const view = editor.current;
      const span = view && placeOf(view, remark);
      if (!view || !span) return;
      view.dispatch({ selection: { anchor: span.from, head: span.to }, scrollIntoView: true });
      view.focus();
    },
  }));
  return <div className="policy-editor" ref={frame} />;
}

function placeOf(view: EditorView, { line, column }: PolicyRemark) {
  return line === null ? null : spanAt(view.state.doc.toString(), line, column ?? 1);
}

/** Those without a place are told beside the text only. */
function diagnostic(view: EditorView, remark: PolicyRemark, severity: Diagnostic["severity"]): Diagnostic[] {
  const span = placeOf(view, remark);
  return span ? [{ ...span, severity, message: remark.problem }] : [];
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--json-name)" },
  { tag: tags.string, color: "var(--json-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--json-plain)" },
]);

/** As the other documents look; light and dark follow the window. */
const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface)", blockSize: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: '12px/1.6 Menlo, Consolas, "DejaVu Sans Mono", monospace' },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--faint)", backgroundColor: "var(--surface-soft)", borderRight: "1px solid var(--line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--mark, var(--accent-soft))", outline: "1px solid var(--line)" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--surface)", border: "1px solid var(--line)", borderRadius: "8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: '12px/1.6 Menlo, Consolas, "DejaVu Sans Mono", monospace', maxWidth: "min(720px, 90vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--text)", background: "var(--accent-soft)" },
  ".cm-completionDetail": { color: "var(--faint)", fontStyle: "normal" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface-soft)" },
});
