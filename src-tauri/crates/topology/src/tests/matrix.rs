//! The matrix of portfolios: each state of a cell, its reason, its counts, and what is asked of it.

use armillary_model::{Kind, Part, RelationKind, Service, Status};
use serde_json::json;

use crate::{
    CellAccess, CellCounts, CellMark, CellState, FolderClass, Matrix, MatrixCell, MatrixRequest, RowKind, ShareAction,
    ShareOutcome, Topology,
    fixture::{self, Fixture, MANAGEMENT, account_arn, id, ou_arn, portfolio_arn},
};

const REGION: &str = "eu-west-1";
const LAUNCHER: &str = "arn:aws:iam::2:role/launch";

/// An owner, 1, of a portfolio; development accounts 2 to 5, and production account 6.
fn platform() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-infra", "Infrastructure");
    fixture.ou("r-root", "ou-work", "Workloads");
    fixture.ou("ou-work", "ou-dev", "Dev");
    fixture.ou("ou-work", "ou-prod", "Prod");
    fixture.account("ou-infra", 1, "hub");
    for (number, name) in [(2, "a-dev"), (3, "b-dev"), (4, "c-dev"), (5, "d-dev")] {
        fixture.account("ou-dev", number, name);
    }
    fixture.account("ou-prod", 6, "a-prod");
    fixture.portfolio(1, REGION, "port-1", "Studio", &["prod-1"], &["arn:aws:iam::1:role/hub"]);
    fixture
}

fn share(fixture: &mut Fixture, with: &str, share_type: &str) {
    fixture.share(1, REGION, "port-1", with, share_type, false);
}

/// What the record added last says of itself.
fn say(fixture: &mut Fixture, member: &str, value: bool) {
    fixture.snapshot.records.last_mut().expect("a record").document[member] = json!(value);
}

fn accepted(fixture: &mut Fixture, account: u64, principals: &[&str]) {
    fixture.accepted(account, 1, REGION, "port-1", principals);
}

fn everything() -> MatrixRequest {
    let open = ["ou-infra", "ou-work", "ou-dev", "ou-prod", "r-root"].map(ou_arn);
    MatrixRequest { open: open.into_iter().chain(["outside".to_owned()]).collect(), limit: 1_000, ..Default::default() }
}

fn matrix(fixture: &Fixture) -> Matrix {
    Topology::build(&[&fixture.snapshot]).matrix(&everything(), &[])
}

fn cell_of(matrix: &Matrix, id: &str) -> MatrixCell {
    let row = matrix.rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"));
    row.cells[0].clone()
}

fn account(matrix: &Matrix, number: u64) -> MatrixCell {
    cell_of(matrix, &account_arn(number))
}

fn ou(matrix: &Matrix, short: &str) -> MatrixCell {
    cell_of(matrix, &ou_arn(short))
}

fn says(cell: &MatrixCell, text: &str) -> bool {
    cell.why.iter().any(|line| line.contains(text))
}

#[test]
fn what_is_shared_with_nobody_is_not_shared_and_its_owner_has_it() {
    let matrix = matrix(&platform());
    let own = account(&matrix, 1);
    assert_eq!((own.state, own.access), (CellState::Own, None));
    assert!(says(&own, "role/hub"), "{:?}", own.why);
    let other = account(&matrix, 2);
    assert_eq!((other.state, other.access, other.why), (CellState::NotShared, None, vec!["not shared".to_owned()]));
    assert_eq!(ou(&matrix, "ou-dev").state, CellState::NotShared);
    assert_eq!(matrix.columns[0].counts, CellCounts { own: 1, not_shared: 6, ..CellCounts::default() });
}

#[test]
fn shared_directly_inherited_and_imported_are_told_apart() {
    let mut fixture = platform();
    share(&mut fixture, "ou-work", "ORGANIZATIONAL_UNIT");
    say(&mut fixture, "ShareTagOptions", true);
    share(&mut fixture, &id(2).to_string(), "ORGANIZATION_MEMBER_ACCOUNT");
    share(&mut fixture, &id(3).to_string(), "ACCOUNT");
    for number in 2..=6 {
        accepted(&mut fixture, number, &[LAUNCHER]);
        if number == 3 {
            let relation = &mut fixture.snapshot.records.last_mut().expect("it").relations[0];
            relation.label = "IMPORTED".to_owned();
        }
    }
    let matrix = matrix(&fixture);
    let access = |number| account(&matrix, number).access;
    assert_eq!(access(2), Some(CellAccess::Direct));
    assert_eq!(access(3), Some(CellAccess::Imported));
    assert_eq!(access(4), Some(CellAccess::Inherited));
    assert!((2..=6).all(|number| account(&matrix, number).state == CellState::Usable));
    let inherited = account(&matrix, 4);
    assert!(
        says(&inherited, "shared with OU Workloads, tag options along") && says(&inherited, "may launch: role/launch")
    );
    assert_eq!(account(&matrix, 2).shares.len(), 2, "by itself, and through its OU");
    assert_eq!(ou(&matrix, "ou-work").access, Some(CellAccess::Direct));
    assert_eq!(ou(&matrix, "ou-dev").access, Some(CellAccess::Inherited));
    assert_eq!(ou(&matrix, "ou-infra").access, None);
    assert_eq!(ou(&matrix, "ou-work").state, CellState::Usable);
    assert!(account(&matrix, 2).marks.is_empty(), "its OU has it, too");
}

#[test]
fn reached_and_unusable_says_why() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    accepted(&mut fixture, 2, &[]);
    accepted(&mut fixture, 3, &[LAUNCHER]);
    let matrix = matrix(&fixture);
    let nobody = account(&matrix, 2);
    assert_eq!(nobody.state, CellState::Unusable);
    assert!(says(&nobody, "no principal may launch"));
    let unseen = account(&matrix, 4);
    assert_eq!(unseen.state, CellState::Unusable);
    assert!(says(&unseen, "does not list it"), "{:?}", unseen.why);
    let dev = ou(&matrix, "ou-dev");
    assert_eq!((dev.state, dev.counts.usable, dev.counts.unusable), (CellState::Mixed, 1, 3));
    assert!(says(&dev, "in 2: the account does not list it"), "{:?}", dev.why);
}

#[test]
fn a_portfolio_without_products_is_used_by_nobody() {
    let mut fixture = Fixture::new();
    fixture.account("r-root", 1, "hub");
    fixture.account("r-root", 2, "other");
    fixture.portfolio(1, REGION, "port-1", "Studio", &[], &[]);
    share(&mut fixture, &id(2).to_string(), "ORGANIZATION_MEMBER_ACCOUNT");
    accepted(&mut fixture, 2, &[LAUNCHER]);
    let cell = account(&matrix(&fixture), 2);
    assert_eq!(cell.state, CellState::Unusable);
    assert!(says(&cell, "holds no product"));
}

#[test]
fn what_waits_for_an_import_is_known_from_its_owner() {
    let mut fixture = platform();
    share(&mut fixture, &id(2).to_string(), "ACCOUNT");
    say(&mut fixture, "Accepted", false);
    assert_eq!(account(&matrix(&fixture), 2).state, CellState::NotImported);
    fixture.unit(2, REGION, Service::ServiceCatalog, Status::Denied);
    let waiting = account(&matrix(&fixture), 2);
    assert_eq!((waiting.state, waiting.access), (CellState::NotImported, Some(CellAccess::Direct)));
    assert!(says(&waiting, "imported it yet"));
}

#[test]
fn names_that_come_along_make_it_usable_where_the_account_lists_it() {
    let mut fixture = platform();
    fixture.share(1, REGION, "port-1", "ou-dev", "ORGANIZATIONAL_UNIT", true);
    accepted(&mut fixture, 2, &[]);
    let matrix = matrix(&fixture);
    let cell = account(&matrix, 2);
    assert_eq!(cell.state, CellState::Usable);
    assert!(says(&cell, "principal names along") && says(&cell, "may launch: role/hub"), "{:?}", cell.why);
    assert_eq!(account(&matrix, 3).state, CellState::Unusable);
}

#[test]
fn a_recipient_that_was_not_read_is_unknown() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    fixture.unit(2, REGION, Service::ServiceCatalog, Status::Denied);
    accepted(&mut fixture, 3, &[]);
    fixture.unread(Part::PRINCIPALS, None);
    let matrix = matrix(&fixture);
    let unread = account(&matrix, 2);
    assert_eq!((unread.state, unread.access), (CellState::Unknown, Some(CellAccess::Inherited)));
    assert!(says(&unread, "Service Catalog of the account was not read"));
    let principals = account(&matrix, 3);
    assert_eq!(principals.state, CellState::Unknown);
    assert!(says(&principals, "principals of the portfolio were not read"));
    assert_eq!(matrix.columns[0].counts.unknown, 2);
    assert!(matrix.notes.iter().any(|note| note.contains("1 account was not read everywhere")), "{:?}", matrix.notes);
    // That no share reaches it is told by the owner.
    fixture.unit(6, REGION, Service::ServiceCatalog, Status::Denied);
    let told = Topology::build(&[&fixture.snapshot]).matrix(&everything(), &[]);
    assert_eq!(account(&told, 6).state, CellState::NotShared);
}

#[test]
fn an_owner_that_was_not_read_leaves_what_accounts_list() {
    let mut fixture = platform();
    fixture.unit(1, REGION, Service::ServiceCatalog, Status::Denied);
    fixture.unit(2, REGION, Service::ServiceCatalog, Status::Failed);
    accepted(&mut fixture, 3, &[LAUNCHER]);
    accepted(&mut fixture, 4, &[]);
    let matrix = matrix(&fixture);
    let unread = account(&matrix, 2);
    assert_eq!((unread.state, unread.access), (CellState::Unknown, None));
    assert!(says(&unread, "its shares are not known"));
    let listed = account(&matrix, 3);
    assert_eq!((listed.state, listed.access), (CellState::Usable, Some(CellAccess::Listed)));
    assert_eq!(account(&matrix, 4).state, CellState::Unusable);
    let other = account(&matrix, 5);
    assert_eq!(other.state, CellState::Missing, "two of two others have it");
    assert!(says(&other, "the account was read and does not list it"));
    assert!(!matrix.columns[0].shares_known);
}

#[test]
fn an_organization_that_was_not_read_is_told_and_what_hangs_on_it_is_unknown() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    fixture.account("r-root", 7, "lost");
    fixture.snapshot.records.last_mut().expect("the account").relations.clear();
    fixture.unread(Part::PARENT, None);
    fixture.unit(7, REGION, Service::ServiceCatalog, Status::Denied);
    fixture.unit(MANAGEMENT, "global", Service::Organizations, Status::Denied);
    let matrix = matrix(&fixture);
    let lost = account(&matrix, 7);
    assert_eq!(lost.state, CellState::Unknown);
    assert!(says(&lost, "where the account is in the organization was not read"));
    assert!(matrix.notes[0].contains("organization was not read completely"), "{:?}", matrix.notes);
}

#[test]
fn whether_the_organization_reaches_its_management_account_is_not_guessed() {
    let mut fixture = platform();
    share(&mut fixture, "o-fixture", "ORGANIZATION");
    assert_eq!(account(&matrix(&fixture), MANAGEMENT).state, CellState::NotShared);
    fixture.unit(MANAGEMENT, REGION, Service::ServiceCatalog, Status::Denied);
    let unread = account(&matrix(&fixture), MANAGEMENT);
    assert_eq!(unread.state, CellState::Unknown);
    assert!(says(&unread, "AWS does not say"));
}

#[test]
fn missing_is_what_most_of_a_stage_have() {
    let mut fixture = platform();
    for number in [2, 3, 4] {
        share(&mut fixture, &id(number).to_string(), "ORGANIZATION_MEMBER_ACCOUNT");
        accepted(&mut fixture, number, &[LAUNCHER]);
    }
    let matrix = matrix(&fixture);
    let missing = account(&matrix, 5);
    assert_eq!(missing.state, CellState::Missing);
    assert!(says(&missing, "3 of 3 other accounts of its stage have it"), "{:?}", missing.why);
    assert_eq!(account(&matrix, 6).state, CellState::NotShared, "no other production account says so");
    assert_eq!(ou(&matrix, "ou-dev").counts.missing, 1);
}

#[test]
fn excessive_is_what_an_account_has_by_itself_and_its_stage_lacks() {
    let mut fixture = platform();
    share(&mut fixture, &id(2).to_string(), "ORGANIZATION_MEMBER_ACCOUNT");
    accepted(&mut fixture, 2, &[LAUNCHER]);
    let told = matrix(&fixture);
    let cell = account(&told, 2);
    assert_eq!((cell.state, cell.marks.as_slice()), (CellState::Usable, &[CellMark::Excessive][..]));
    assert!(says(&cell, "3 of 3 other accounts of its stage do not have it"));
    assert_eq!(ou(&told, "ou-dev").marks, [CellMark::Excessive]);
    // Through its OU it is not by itself.
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    assert!(account(&matrix(&fixture), 2).marks.is_empty());
}

#[test]
fn recipients_outside_have_a_row_and_are_not_taken_for_members() {
    let mut fixture = platform();
    share(&mut fixture, "000000000777", "ACCOUNT");
    let told = matrix(&fixture);
    let outside = cell_of(&told, "outside");
    assert_eq!((outside.state, outside.marks.as_slice()), (CellState::Unknown, &[CellMark::Excessive][..]));
    assert_eq!(cell_of(&told, "unknown:000000000777").state, CellState::Unknown);
    assert_eq!(told.columns[0].counts.excessive, 1);
    // Where the organization was not read, it may be one of its accounts.
    fixture.unit(MANAGEMENT, "global", Service::Organizations, Status::Denied);
    assert!(cell_of(&matrix(&fixture), "outside").marks.is_empty());
    assert!(platform().snapshot.records.iter().all(|record| record.kind != Kind::PortfolioShare));
    assert!(matrix(&platform()).rows.iter().all(|row| row.kind != RowKind::Outside));
}

#[test]
fn share_actions_are_on_whom_they_are_about() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    let topology = Topology::build(&[&fixture.snapshot]);
    let action = |recipient: &str, outcome, message: String| ShareAction {
        portfolio: "port-1".to_owned(),
        recipient: recipient.to_owned(),
        is_end: false,
        outcome,
        message,
    };
    let failed = format!("shared with some accounts only: ThrottlingException: Rate exceeded ({})", id(3));
    let told = topology.matrix(
        &everything(),
        &[
            action("ou-dev", ShareOutcome::Failed, failed),
            action("ou-prod", ShareOutcome::InProgress, String::new()),
            ShareAction { portfolio: "port-2".to_owned(), ..action("ou-infra", ShareOutcome::Failed, String::new()) },
        ],
    );
    assert_eq!(account(&told, 3).marks, [CellMark::Failed]);
    assert!(account(&told, 2).marks.is_empty(), "its share is not spoken of");
    assert_eq!(ou(&told, "ou-dev").marks, [CellMark::Failed]);
    assert!(says(&ou(&told, "ou-dev"), "Rate exceeded"));
    assert_eq!(account(&told, 6).marks, [CellMark::InProgress]);
    assert!(ou(&told, "ou-infra").marks.is_empty());
    let failing = MatrixRequest { marks: vec![CellMark::Failed], limit: 100, ..MatrixRequest::default() };
    let found = topology.matrix(&failing, &[action("ou-dev", ShareOutcome::Failed, String::new())]);
    let names: Vec<&str> = found.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Dev"], "no account is named: the OU's own action is found");
}

#[test]
fn a_share_action_is_at_its_end_where_its_accounts_were_read_so() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    accepted(&mut fixture, 3, &[LAUNCHER]);
    let topology = Topology::build(&[&fixture.snapshot]);
    let marks = |recipient: &str, is_end, message: String| {
        let (portfolio, recipient) = ("port-1".to_owned(), recipient.to_owned());
        let action = ShareAction { portfolio, recipient, is_end, outcome: ShareOutcome::Failed, message };
        ou(&topology.matrix(&everything(), &[action]), "ou-dev").marks
    };
    assert_eq!(marks("ou-dev", false, format!("throttled ({})", id(3))), [], "it can use it by now");
    assert_eq!(marks("ou-dev", false, format!("throttled ({}, {})", id(3), id(4))), [CellMark::Failed]);
    assert_eq!(marks("ou-dev", true, String::new()), [CellMark::Failed], "it should be gone, and is there");
}

#[test]
fn an_ou_without_accounts_is_empty_and_suspended_accounts_are_left_out() {
    let mut fixture = platform();
    fixture.ou("r-root", "ou-none", "None");
    fixture.suspend(6);
    share(&mut fixture, "ou-none", "ORGANIZATIONAL_UNIT");
    let matrix = matrix(&fixture);
    let none = ou(&matrix, "ou-none");
    assert_eq!((none.state, none.access), (CellState::Empty, Some(CellAccess::Direct)));
    assert_eq!(ou(&matrix, "ou-prod").state, CellState::Empty);
    assert!(matrix.rows.iter().all(|row| row.id != account_arn(6)));
    assert!(matrix.notes.iter().any(|note| note.contains("1 account that is suspended")), "{:?}", matrix.notes);
    assert_eq!(matrix.accounts, 6);
}

#[test]
fn its_numbers_are_those_of_the_reach() {
    for accounts in [64, 300] {
        let topology = Topology::build(&[&fixture::reference(accounts)]);
        let matrix = topology.matrix(&MatrixRequest { limit: 500, ..MatrixRequest::default() }, &[]);
        for column in &matrix.columns {
            let (counts, reach) = (column.counts, topology.portfolio_reach(&column.arn).expect("it").total);
            let reached = counts.usable + counts.unusable + counts.not_imported + counts.unknown;
            assert_eq!((reached, counts.usable, counts.unknown), (reach.reached, reach.usable, reach.unknown));
        }
        // An OU's counts are those of the OUs and accounts in it.
        let of = |name: &str| matrix.rows.iter().find(|row| row.name == name).expect("the row").counts;
        let mut sum = CellCounts::default();
        for stage in ["Dev", "PreProd", "Prod"] {
            let row = matrix.rows.iter().find(|row| row.name == stage && row.path == ["Workloads"]).expect("the stage");
            sum.add(&row.counts);
        }
        assert_eq!(of("Workloads"), sum);
    }
}

#[test]
fn rows_are_folded_filtered_and_cut_with_their_number() {
    let topology = Topology::build(&[&fixture::reference(300)]);
    let ask = |request: MatrixRequest| topology.matrix(&request, &[]);
    let folded = ask(MatrixRequest { limit: 1_000, ..MatrixRequest::default() });
    assert!(folded.rows.iter().all(|row| row.kind != RowKind::Account));
    assert_eq!((folded.rows[0].kind, folded.rows[0].depth), (RowKind::Organization, 0));
    let open = [ou_arn("ou-dev")].into_iter().collect();
    let opened = ask(MatrixRequest { open, limit: 10, offset: 2, ..MatrixRequest::default() });
    let dev = folded.rows.iter().find(|row| row.short == "ou-dev").expect("the OU");
    assert_eq!((opened.rows.len(), opened.total), (10, folded.total + dev.accounts));
    let dev = ask(MatrixRequest { classes: vec![FolderClass::Dev], limit: 1_000, ..MatrixRequest::default() });
    let names: Vec<&str> = dev.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Organization", "Workloads", "Dev"]);
    assert!(dev.accounts < folded.accounts && dev.columns[0].counts.own == 0);
    let below = ask(MatrixRequest { ous: vec!["ou-work".to_owned()], limit: 1_000, ..MatrixRequest::default() });
    assert_eq!(below.rows.len(), 4);
    let one = ask(MatrixRequest { portfolios: vec!["port-build".to_owned()], limit: 1, ..MatrixRequest::default() });
    assert_eq!((one.columns.len(), one.columns_total, one.rows.len()), (1, 1, 1));
    assert_eq!(one.columns[0].arn, portfolio_arn(MANAGEMENT + 13, REGION, "port-build"));
    let found = ask(MatrixRequest { text: "FRAUD-DEV".to_owned(), limit: 1_000, ..MatrixRequest::default() });
    assert!(found.rows.iter().any(|row| row.name == "team-fraud-dev"), "{}", found.total);
    let unusable = ask(MatrixRequest { states: vec![CellState::Unusable], limit: 3, ..MatrixRequest::default() });
    assert!(unusable.total > 3 && unusable.rows.len() == 3);
    assert!(unusable.rows.iter().all(|row| row.counts.unusable > 0));
}

#[test]
fn shares_of_an_earlier_crawl_look_like_it() {
    let mut fixture = platform();
    share(&mut fixture, "ou-dev", "ORGANIZATIONAL_UNIT");
    fixture.snapshot.records.last_mut().expect("the share").stale = true;
    let relation = &fixture.snapshot.records.last().expect("the share").relations[1];
    assert_eq!(relation.kind, RelationKind::SharedWith);
    assert!(says(&ou(&matrix(&fixture), "ou-dev"), "(as last read)"));
}
