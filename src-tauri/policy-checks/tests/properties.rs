//! What holds of every question: more denials never allow more, and what is known in part agrees with what is known in full.

use armillary_policy::exchange::{Element, Evaluator, Requests};
use armillary_policy::{Literal, Memory, Mode, Policies, Policy, Request, Verdict, decide, evaluate};
use armillary_policy_checks::generate::{Case, Documents, Kind, Parts, case, document, statement};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Verdicts by how much they allow.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => 0,
        Verdict::AllowedIf => 1,
        Verdict::Allowed => 2,
    }
}

fn verdict(parts: &Parts, documents: &Documents) -> Verdict {
    decide(&parts.request(), &documents.compile().policies())
}

/// The first verdict may not allow more than the second, in either mode.
fn no_more(case: &Case, one: &Documents, other: &Documents) -> Result<(), TestCaseError> {
    for parts in [case.strict(), case.symbolic()] {
        let (one, other) = (verdict(&parts, one), verdict(&parts, other));
        prop_assert!(rank(one) <= rank(other), "{one:?} allows more than {other:?}");
    }
    Ok(())
}

/// Adds a statement to every document of a list.
fn add<'d>(documents: impl IntoIterator<Item = &'d mut Value>, statement: &Value) {
    for document in documents {
        document["Statement"].as_array_mut().expect("generated documents have lists").push(statement.clone());
    }
}

fn denying(kind: Kind) -> impl Strategy<Value = Value> {
    statement(kind).prop_map(|mut statement| {
        statement["Effect"] = json!("Deny");
        statement
    })
}

/// The documents with one statement undecided, without that statement, and with it as it is: the last of a kind of policy.
fn ways_to_read(documents: &Documents, kind: usize) -> Option<[Documents; 3]> {
    let change = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut documents = documents.clone();
        let document = match kind {
            0 => documents.identity.last_mut(),
            1 => documents.resource.as_mut(),
            2 => documents.boundary.last_mut(),
            3 => documents.scps.last_mut().and_then(|level| level.last_mut()),
            _ => documents.rcps.last_mut().and_then(|level| level.last_mut()),
        };
        change(document?["Statement"].as_array_mut()?);
        Some(documents)
    };
    let undecided = change(&|statements| {
        if let Some(statement) = statements.last_mut() {
            statement["Condition"]["StringEqual"] = json!({ "aws:x": "y" });
        }
    });
    Some([undecided?, change(&|statements| drop(statements.pop()))?, documents.clone()])
}

/// Whether a literal holds when every key is known: asked of the engine as a statement of its own.
fn holds(literal: &Literal, case: &Case) -> bool {
    let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let mut asked = Case { principal: "arn:aws:iam::111122223333:role/Dev", action: "s3:GetObject", ..case.clone() };
    match literal.key.as_str() {
        "resource" => statement["Resource"] = json!(literal.values),
        // Which session of the role it is stays open: in strict mode, none of those that are named.
        "principal" => return literal.negated,
        key => {
            let operator = literal.operator.as_str();
            statement["Condition"] = json!({ operator: { key: literal.values } });
            asked.resource = "arn:aws:s3:::x/x";
        }
    }
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let documents = Documents { identity: vec![document], ..Documents::default() };
    // What is asked of another resource is asked as an ordinary action on it.
    (verdict(&asked.strict(), &documents) == Verdict::Allowed) != literal.negated
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn a_denial_more_never_allows_more(case in case(), of_principal in denying(Kind::OfPrincipal), of_resource in denying(Kind::OfResource)) {
        let before = &case.documents;
        let add_to = |change: &dyn Fn(&mut Documents)| {
            let mut after = before.clone();
            change(&mut after);
            no_more(&case, &after, before)
        };
        add_to(&|after| add(&mut after.identity, &of_principal))?;
        add_to(&|after| add(&mut after.boundary, &of_principal))?;
        add_to(&|after| add(&mut after.session, &of_principal))?;
        add_to(&|after| add(after.scps.iter_mut().flatten(), &of_principal))?;
        add_to(&|after| add(&mut after.resource, &of_resource))?;
        add_to(&|after| add(&mut after.endpoint, &of_resource))?;
        add_to(&|after| add(after.rcps.iter_mut().flatten(), &of_resource))?;
    }

    #[test]
    fn a_restriction_more_never_grants(case in case(), of_principal in document(Kind::OfPrincipal), endpoint in document(Kind::OfResource), rcp in document(Kind::Rcp), place in any::<prop::sample::Index>()) {
        let before = &case.documents;
        let mut more = before.clone();
        more.scps.insert(place.index(more.scps.len() + 1), vec![of_principal.clone()]);
        no_more(&case, &more, before)?;
        let more = Documents { rcps: [before.rcps.clone(), vec![vec![rcp]]].concat(), ..before.clone() };
        no_more(&case, &more, before)?;
        let without = Documents { boundary: Vec::new(), ..before.clone() };
        no_more(&case, &Documents { boundary: vec![of_principal.clone()], ..before.clone() }, &without)?;
        let without = Documents { session: None, ..before.clone() };
        no_more(&case, &Documents { session: Some(of_principal), ..before.clone() }, &without)?;
        let without = Documents { endpoint: Vec::new(), ..before.clone() };
        no_more(&case, &Documents { endpoint: vec![endpoint], ..before.clone() }, &without)?;
    }

    #[test]
    fn what_is_known_in_part_agrees_with_what_is_known_in_full(case in case()) {
        let compiled = case.documents.compile();
        let (full, part) = (case.strict(), case.symbolic());
        let full = decide(&full.request(), &compiled.policies());
        let part = evaluate(&part.request(), &compiled.policies());
        match part.verdict {
            Verdict::Allowed => prop_assert_eq!(full, Verdict::Allowed),
            // Where whatever would allow is denied, nobody knows yet which of the two it will be.
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => prop_assert_eq!(rank(full), 0),
            Verdict::AllowedIf => {
                let mut alternatives = part.residual.alternatives().iter();
                let satisfied = alternatives.any(|literals| literals.iter().all(|literal| holds(literal, &case)));
                prop_assert_eq!(satisfied, full == Verdict::Allowed, "residual {:?}, in full {:?}", part.residual, full);
            }
        }
    }

    #[test]
    fn what_hangs_on_an_undecided_statement_is_conditional(case in case()) {
        for kind in 0..5 {
            let Some([undecided, without, with]) = ways_to_read(&case.documents, kind) else { continue };
            let parts = case.strict();
            let (without, with) = (verdict(&parts, &without), verdict(&parts, &with));
            match verdict(&parts, &undecided) {
                Verdict::AllowedIf => prop_assert!(rank(without) != rank(with), "conditional, but {without:?} and {with:?}"),
                certain => prop_assert!(rank(certain) == rank(without) && rank(certain) == rank(with), "{certain:?}, but {without:?} and {with:?}"),
            }
        }
    }

    #[test]
    fn the_verdict_is_the_same_with_and_without_reasons(case in case()) {
        let compiled = case.documents.compile();
        for parts in [case.strict(), case.symbolic()] {
            explained(&parts.request(), &compiled.policies())?;
        }
    }

    #[test]
    fn verdicts_that_are_kept_are_those_of_everybody_who_gets_them(case in case(), others in proptest::collection::vec(case(), 1..8)) {
        let (memory, compiled) = (Memory::default(), case.documents.compile());
        // The policies of a resource are its own, so that nothing is kept of an answer that they decide about.
        for policies in [Policies { resource: None, session: None, endpoint: None, ..compiled.policies() }, compiled.policies()] {
            for parts in std::iter::once(&case).chain(&others).flat_map(|asked| [asked.symbolic(), asked.strict()]) {
                prop_assert_eq!(memory.decide(&parts.request(), &policies), decide(&parts.request(), &policies));
            }
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in ".{0,200}", document in document(Kind::OfResource), cut in any::<prop::sample::Index>(), with in ".{0,3}") {
        let _ = Policy::parse(&text);
        let whole = document.to_string();
        prop_assert!(Policy::parse(&whole).is_ok());
        let at = cut.index(whole.len());
        if let (Some(head), Some(tail)) = (whole.get(..at), whole.get(at..)) {
            let _ = Policy::parse(head);
            let _ = Policy::parse(&format!("{head}{with}{tail}"));
            let mut answers = Vec::new();
            let _ = Evaluator::new().answer(&Element::from(format!("{head}{with}{tail}").as_bytes()), &mut answers);
        }
    }

    #[test]
    fn an_input_is_cut_into_its_requests(documents in proptest::collection::vec(document(Kind::OfResource), 0..5), pretty in any::<bool>(), noise in proptest::collection::vec(any::<u8>(), 0..100)) {
        let text = |document: &Value| if pretty { serde_json::to_string_pretty(document) } else { serde_json::to_string(document) };
        let texts: Vec<String> = documents.iter().map(|document| text(document).expect("text")).collect();
        for input in [format!("[{}]", texts.join(" , ")), texts.join("\n")] {
            let found: Vec<_> = Requests::new(input.as_bytes()).filter_map(Result::ok).map(|request| String::from_utf8_lossy(request.text()).into_owned()).collect();
            prop_assert_eq!(&found, &texts);
        }
        let mut end = 0;
        for request in Requests::new(&noise).flatten() {
            prop_assert!(request.offset() >= end && !request.text().is_empty());
            end = request.offset() + request.text().len();
        }
        prop_assert!(end <= noise.len());
    }
}

/// The reasons must fit the verdict.
fn explained(request: &Request<'_>, policies: &Policies<'_>) -> Result<(), TestCaseError> {
    let decision = evaluate(request, policies);
    prop_assert_eq!(decision.verdict, decide(request, policies));
    match decision.verdict {
        Verdict::Allowed => prop_assert!(decision.blocked_by.is_empty() && decision.residual.is_true()),
        Verdict::AllowedIf => {
            prop_assert!(decision.blocked_by.is_empty() && !decision.residual.is_true());
            prop_assert!(!decision.residual.alternatives().is_empty());
            prop_assert!(request.mode == Mode::Symbolic, "generated policies hold nothing undecided");
        }
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => prop_assert!(!decision.blocked_by.is_empty()),
    }
    prop_assert!(decision.verdict != Verdict::ExplicitlyDenied || !decision.because.is_empty());
    Ok(())
}
