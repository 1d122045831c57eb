//! Plans made of what is open.

use armillary_model::Snapshot;
use armillary_plan::{Intent, Plan, Settings, Stamp, plan};
use armillary_wire::Failure;

use crate::{
    carrier::{Carrier, permissions},
    dates::date_time,
    effects::with_effects,
    failure::other,
    opened::Opened,
};

/// The plan that leads from a snapshot to what is asked for, as `carrier` is to carry it out. `now` is in milliseconds since 1970. People can tell its id
/// from others: it is when it was made, and the beginning of what it says.
/// With `effects`, what it does to trust and findings is worked out also where that takes its time.
pub fn make_plan(
    opened: &Opened,
    snapshot: &Snapshot,
    intent: &Intent,
    settings: Settings,
    carrier: &Carrier,
    effects: bool,
    now: i64,
) -> Result<Plan, Failure> {
    let time = date_time(now);
    let stamp = Stamp {
        id: String::new(),
        created: format!("{}Z", time.replace(' ', "T")),
        created_by: format!("armillary {}", env!("CARGO_PKG_VERSION")),
    };
    let settings = Settings { caller: carrier.caller.clone(), ..settings };
    let plan = plan(intent, snapshot, &settings, stamp).map_err(other)?;
    let may = permissions(opened.crawled()?, snapshot, &plan, carrier)?;
    let plan = plan.with_checks(may);
    let plan = with_effects(opened, snapshot, plan, effects)?;
    let said: String = plan.digest.chars().skip_while(|letter| *letter != ':').skip(1).take(8).collect();
    let moment: String = time.chars().filter(char::is_ascii_digit).collect();
    Ok(Plan { id: format!("plan-{moment}-{said}"), ..plan })
}
