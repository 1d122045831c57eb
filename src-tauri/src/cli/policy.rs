//! `armillary policy evaluate`: requests in, answers out, in order, as fast as the processors allow.
//!
//! One thread reads and cuts the input, one evaluator per processor answers, one thread writes. Work goes round the
//! evaluators in turn, so that answers come back in the order of the requests without being sorted.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    sync::mpsc::{Receiver, SendError, SyncSender, sync_channel},
    thread::{self, available_parallelism},
};

use armillary_policy::{
    Position,
    exchange::{BrokenInput, Element, Evaluator, Requests, whole_requests},
};
use serde::de::IgnoredAny;

use super::{CliError, args::EvaluateArgs, output::tell};

/// Input of requests one after another is read and handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 20;
/// Requests of an array that are handed on together.
const BATCH: usize = 256;
/// Pieces that wait for an evaluator; beyond that, reading waits.
const WAITING: usize = 4;

/// Evaluates every request of the input; refused ones are told and end in exit code 2.
pub fn evaluate(args: EvaluateArgs) -> Result<(), CliError> {
    let mut input = open(&args.input)?;
    let unread = |error| CliError::Failed(format!("`{}` cannot be read: {error}", args.input.display()));
    let mut first = Vec::new();
    input.read_until(b'\n', &mut first).map_err(unread)?;
    let refused = if is_request(&first) {
        pipe(Shape::Lines, |work| lines(input, first, work).map_err(unread))?
    } else {
        input.read_to_end(&mut first).map_err(unread)?;
        let is_list = Requests::is_array(&first) && !args.json_lines;
        let shape = if is_list { Shape::Array } else { Shape::Lines };
        let mut broken = Vec::new();
        let refused = pipe(shape, |work| {
            broken = whole(&first, work);
            Ok(())
        })?;
        broken.iter().for_each(tell);
        refused + broken.len()
    };
    match refused {
        0 => Ok(()),
        1 => Err(CliError::Usage("1 part of the input was refused".to_owned())),
        _ => Err(CliError::Usage(format!("{refused} parts of the input were refused"))),
    }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, CliError> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(PIECE, io::stdin())));
    }
    let missing = |error| CliError::Failed(format!("`{}` cannot be opened: {error}", path.display()));
    Ok(Box::new(BufReader::with_capacity(PIECE, File::open(path).map_err(missing)?)))
}

/// Whether a line is a whole JSON object: then requests are answered while others still arrive.
fn is_request(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

/// How answers are set: one per line, or as the elements of an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    Array,
}

/// A part of the input, for one evaluator.
enum Work<'t> {
    /// Some requests of an input that is in memory as a whole; the input, for positions.
    Elements(Vec<Element<'t>>, &'t [u8]),
    /// Whole requests one after another, the first of which is on the line of this number.
    Lines(Vec<u8>, usize),
}

/// What an evaluator made of a part: answers, each ended by a newline, and what it refused.
#[derive(Default)]
struct Answers {
    text: Vec<u8>,
    refused: Vec<String>,
}

/// The evaluators' entrances, each in its turn.
struct Entrance<'t> {
    evaluators: Vec<SyncSender<Work<'t>>>,
    turn: usize,
}

impl<'t> Entrance<'t> {
    /// Fails when nobody wants answers any more.
    fn send(&mut self, work: Work<'t>) -> Result<(), SendError<Work<'t>>> {
        let turn = self.turn;
        self.turn = (turn + 1) % self.evaluators.len();
        self.evaluators[turn].send(work)
    }
}

/// Runs `read` against evaluators and a writer; how many requests were refused.
fn pipe<'t>(shape: Shape, read: impl FnOnce(&mut Entrance<'t>) -> Result<(), CliError>) -> Result<usize, CliError> {
    let evaluators = available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let (mut entrances, mut exits) = (Vec::new(), Vec::new());
        for _ in 0..evaluators {
            let (entrance, work) = sync_channel::<Work<'t>>(WAITING);
            let (exit, answers) = sync_channel(WAITING);
            scope.spawn(move || answer(&work, &exit));
            entrances.push(entrance);
            exits.push(answers);
        }
        let writer = scope.spawn(move || write(shape, exits));
        let read = read(&mut Entrance { evaluators: entrances, turn: 0 });
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.and(written)
    })
}

fn answer(work: &Receiver<Work<'_>>, exit: &SyncSender<Answers>) {
    let mut evaluator = Evaluator::new();
    while let Ok(work) = work.recv() {
        let mut answers = Answers::default();
        match work {
            Work::Elements(elements, input) => {
                for element in elements {
                    one(&mut evaluator, &element, &mut answers, |at| Position::of(input, at));
                }
            }
            Work::Lines(text, line) => {
                let start = Position { line, column: 1 };
                for element in Requests::new(&text) {
                    match element {
                        Ok(element) => {
                            one(&mut evaluator, &element, &mut answers, |at| start.then(Position::of(&text, at)));
                        }
                        Err(broken) => {
                            let broken = BrokenInput { position: start.then(broken.position), ..broken };
                            answers.refused.push(broken.to_string());
                        }
                    }
                }
            }
        }
        if exit.send(answers).is_err() {
            return;
        }
    }
}

fn one(evaluator: &mut Evaluator, request: &Element<'_>, answers: &mut Answers, place: impl FnOnce(usize) -> Position) {
    match evaluator.answer(request, &mut answers.text) {
        Ok(()) => answers.text.push(b'\n'),
        Err(refusal) => answers.refused.push(refusal.within(place(request.offset())).to_string()),
    }
}

fn write(shape: Shape, exits: Vec<Receiver<Answers>>) -> Result<usize, CliError> {
    let mut output = io::stdout().lock();
    let (mut refused, mut any) = (0, false);
    if shape == Shape::Array {
        output.write_all(b"[")?;
    }
    for answers in exits.iter().cycle().map_while(|exit| exit.recv().ok()) {
        match shape {
            Shape::Lines => output.write_all(&answers.text)?,
            Shape::Array => {
                for line in answers.text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                    output.write_all(if any { b",\n" } else { b"\n" })?;
                    output.write_all(line)?;
                    any = true;
                }
            }
        }
        output.flush()?;
        refused += answers.refused.len();
        answers.refused.iter().for_each(tell);
    }
    if shape == Shape::Array {
        output.write_all(b"\n]\n")?;
    }
    Ok(refused)
}

/// Hands on an input of requests one after another, as it comes. That nobody wants answers any more is the writer's to tell.
fn lines(mut input: impl Read, first: Vec<u8>, work: &mut Entrance<'_>) -> io::Result<()> {
    let (mut piece, mut line, mut ended) = (first, 1, false);
    loop {
        let cut = if ended { piece.len() } else { whole_requests(&piece) };
        if cut > 0 {
            let rest = piece.split_off(cut);
            let next = line + memchr::memchr_iter(b'\n', &piece).count();
            if work.send(Work::Lines(piece, line)).is_err() {
                return Ok(());
            }
            (piece, line) = (rest, next);
        }
        if ended {
            return Ok(());
        }
        let kept = piece.len();
        piece.resize(kept + PIECE, 0);
        let read = input.read(&mut piece[kept..])?;
        piece.truncate(kept + read);
        ended = read == 0;
    }
}

/// Hands on the requests of an input that is in memory; what is broken between them.
fn whole<'t>(input: &'t [u8], work: &mut Entrance<'t>) -> Vec<BrokenInput> {
    let (mut batch, mut broken) = (Vec::with_capacity(BATCH), Vec::new());
    for element in Requests::new(input) {
        match element {
            Ok(element) => batch.push(element),
            Err(error) => {
                broken.push(error);
                continue;
            }
        }
        if batch.len() == BATCH && work.send(Work::Elements(std::mem::take(&mut batch), input)).is_err() {
            return broken;
        }
    }
    // That nobody wants answers any more is the writer's to tell.
    let _ = work.send(Work::Elements(batch, input));
    broken
}
