"""Control Tower: what is registered, enrolled and enabled, what drifts, and the operations that take their time."""

import json
import pathlib
import tempfile
import unittest

from .changing import SCP, Changing
from .organization import everything

INVALID, MISSING, CONFLICT = "ValidationException", "ResourceNotFoundException", "ConflictException"
CENTER = "IdentityCenterEnabledBaselineArn"
REGISTERED = (
    "Infrastructure",
    "Workloads",
    "Workloads_Dev",
    "Workloads_PreProd",
    "Workloads_Prod",
    "Deployments",
    "Deployments_PreProd",
    "Deployments_Prod",
    "Sandbox",
    "Compliance-HIPAA",
)
NOBODY = "00000000-0000-4000-a000-000000000000"


class Tower(Changing):
    """The landing zone of an organization as it was set up."""

    OPTIONS = ("--clean", "--time-scale", 900)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tower = cls.organization.client("controltower")
        cls.zone = everything(cls.tower, "list_landing_zones")[0]["arn"]
        cls.baselines = {found["name"]: found["arn"] for found in everything(cls.tower, "list_baselines")}
        enabled = everything(cls.tower, "list_enabled_baselines")
        of_center = cls.baselines["IdentityCenterBaseline"]
        cls.center = next(found["arn"] for found in enabled if found["baselineIdentifier"] == of_center)

    def landing_zone(self):
        return self.tower.get_landing_zone(landingZoneIdentifier=self.zone)["landingZone"]

    def unit_arn(self, unit):
        return self.client.describe_organizational_unit(OrganizationalUnitId=unit)["OrganizationalUnit"]["Arn"]

    def enabled(self, unit=None, **filters):
        """The enabled baselines of an OU and its accounts, or of all."""
        if unit:
            filters["parentIdentifiers"] = [self.registration(unit)["arn"]]
        call = {"filter": filters} if filters else {}
        return everything(self.tower, "list_enabled_baselines", includeChildren=True, **call)

    def registration(self, unit):
        """What registers an OU."""
        filters = {"targetIdentifiers": [self.unit_arn(unit)]}
        return next(iter(everything(self.tower, "list_enabled_baselines", filter=filters)), None)

    def enrolments(self, unit):
        """How the accounts of an OU are enrolled, by account: status and drift."""
        found = self.enabled(unit)
        return {
            row["targetIdentifier"].rpartition("/")[2]: (
                row["statusSummary"]["status"],
                row["driftStatusSummary"]["types"]["inheritance"]["status"],
            )
            for row in found
        }

    def drift(self, unit):
        return self.registration(unit)["driftStatusSummary"]["types"]["inheritance"]["status"]

    def operation(self, answer, kind="baseline"):
        read = getattr(self.tower, f"get_{kind}_operation")
        found = read(operationIdentifier=answer["operationIdentifier"])
        return found["operationDetails" if kind == "landing_zone" else f"{kind}Operation"]

    def ended(self, answer, kind="baseline"):
        """An operation that AWS is done with."""
        read = lambda: self.operation(answer, kind)
        done = self.until(read, lambda operation: operation["status"] != "IN_PROGRESS")
        self.assertGreaterEqual(done["endTime"], done["startTime"])
        return done

    def succeeded(self, answer, kind="baseline"):
        done = self.ended(answer, kind)
        self.assertEqual((done["status"], done.get("statusMessage")), ("SUCCEEDED", None))
        return done

    def registering(self, unit, **changes):
        call = {
            "baselineIdentifier": self.baselines["AWSControlTowerBaseline"],
            "baselineVersion": "4.0",
            "targetIdentifier": self.unit_arn(unit) if unit.startswith("ou-") else unit,
            "parameters": [{"key": CENTER, "value": self.center}],
        }
        return {**call, **changes}

    def enable(self, unit, **changes):
        return self.tower.enable_baseline(**self.registering(unit, **changes))

    def move(self, account, destination):
        self.client.move_account(AccountId=account, SourceParentId=self.parent(account), DestinationParentId=destination)


class Registered(Tower):
    def test_the_landing_zone_as_it_is(self):
        zone = self.landing_zone()
        self.assertEqual((zone["status"], zone["driftStatus"]), ("ACTIVE", {"status": "IN_SYNC"}))
        self.assertEqual(zone["version"], zone["latestAvailableVersion"])
        self.assertEqual(zone["manifest"]["governedRegions"], self.organization.regions)
        self.assertEqual(self.tower.get_landing_zone(landingZoneIdentifier=zone["arn"].rpartition("/")[2])["landingZone"], zone)
        self.refused(MISSING, self.tower.get_landing_zone, landingZoneIdentifier="none")
        elsewhere = self.organization.client("controltower", region=self.organization.regions[1])
        self.assertEqual(elsewhere.list_landing_zones()["landingZones"], [])
        self.refused("AccessDeniedException", elsewhere.list_enabled_baselines)

    def test_every_account_in_use_is_enrolled_in_its_ou_and_nothing_has_drifted(self):
        accounts = {account["Id"]: account for account in everything(self.client, "list_accounts")}
        rows = self.enabled()
        self.assertEqual({row["statusSummary"]["status"] for row in rows}, {"SUCCEEDED"})
        target = lambda row: row["targetIdentifier"].rpartition("/")[2]
        parents = {row["arn"]: target(row) for row in rows if "parentIdentifier" not in row}
        enrolled = {target(row): parents[row["parentIdentifier"]] for row in rows if "parentIdentifier" in row}
        registered = {parent for parent in parents.values() if parent.startswith("ou-")}
        self.assertEqual(registered, {unit for name, unit in self.units.items() if name in REGISTERED})
        active = {account: self.parent(account) for account, found in accounts.items() if found["State"] == "ACTIVE"}
        expected = {account: parent for account, parent in active.items() if parent in registered}
        self.assertEqual(enrolled, expected)
        self.assertEqual(self.enabled(inheritanceDriftStatuses=["DRIFTED"]), [])
        self.assertEqual(len(everything(self.tower, "list_enabled_baselines")), 10 + 3)
        shared = [row for row in rows if "driftStatusSummary" not in row]
        self.assertEqual(len(shared), 3)

    def test_an_ou_is_registered_and_deregistered(self):
        unit, account = self.unit("Newly"), self.created("newly-dev")
        self.move(account, unit)
        answer = self.enable(unit)
        under_change = {"status": "UNDER_CHANGE", "lastOperationIdentifier": answer["operationIdentifier"]}
        self.assertEqual(self.registration(unit)["statusSummary"], under_change)
        done = self.succeeded(answer)
        self.assertEqual(done["operationType"], "ENABLE_BASELINE")
        there = self.tower.get_enabled_baseline(enabledBaselineIdentifier=answer["arn"])["enabledBaselineDetails"]
        self.assertEqual((there["baselineVersion"], there["parameters"]), ("4.0", [{"key": CENTER, "value": self.center}]))
        self.assertEqual(self.enrolments(unit), {account: ("SUCCEEDED", "IN_SYNC")})
        roles = {role["RoleName"] for role in everything(self.organization.client("iam", account), "list_roles")}
        self.assertIn("aws-controltower-ReadOnlyExecutionRole", roles)
        policies = everything(self.client, "list_policies_for_target", TargetId=unit, Filter=SCP)
        names = [policy["Name"] for policy in policies]
        self.assertTrue(any(name.startswith("aws-guardrails-") for name in names), names)
        controls = everything(self.tower, "list_enabled_controls", targetIdentifier=self.unit_arn(unit))
        self.assertEqual(len(controls), 3)
        self.refused(CONFLICT, self.tower.enable_baseline, **self.registering(unit))
        nested = self.unit("Nested", unit)
        self.succeeded(self.enable(nested))
        named = {"enabledBaselineIdentifier": answer["arn"]}
        self.refused(CONFLICT, self.tower.disable_baseline, **named)
        self.succeeded(self.tower.disable_baseline(enabledBaselineIdentifier=self.registration(nested)["arn"]))
        self.assertEqual(self.succeeded(self.tower.disable_baseline(**named))["operationType"], "DISABLE_BASELINE")
        self.assertIsNone(self.registration(unit))
        self.refused(MISSING, self.tower.get_enabled_baseline, **named)
        roles = {role["RoleName"] for role in everything(self.organization.client("iam", account), "list_roles")}
        self.assertNotIn("aws-controltower-ReadOnlyExecutionRole", roles)
        self.assertEqual(self.attached(unit), ["p-FullAWSAccess"])

    def test_ous_that_cannot_be_registered(self):
        unit = self.unit("Hopeful")
        below = self.unit("Below", unit)
        member = self.account(self.member("Sandbox"))["Arn"]
        nowhere = self.unit_arn(unit)[:-8] + "00000000"
        cases = [
            (self.registering(unit, baselineVersion="3.0"), INVALID),
            (self.registering(unit, baselineIdentifier=self.baselines["AuditBaseline"]), INVALID),
            (self.registering(unit, baselineIdentifier=self.baselines["AuditBaseline"][:-16] + "0" * 16), MISSING),
            (self.registering(unit, parameters=[]), INVALID),
            (self.registering(unit, parameters=[{"key": CENTER, "value": "x"}]), INVALID),
            (self.registering(unit, parameters=[{"key": "Colour", "value": "red"}]), INVALID),
            (self.registering(nowhere), MISSING),
            (self.registering(member), INVALID),
            (self.registering(self.units["Security"]), INVALID),
            (self.registering(below), INVALID),
        ]
        for call, code in cases:
            self.refused(code, self.tower.enable_baseline, **call)
        self.assertIsNone(self.registration(unit))

    def test_what_accounts_have_from_their_ou_is_changed_there(self):
        child = self.enabled(self.units["Sandbox"])[0]["arn"]
        self.tower.get_enabled_baseline(enabledBaselineIdentifier=child)
        update = {"baselineVersion": "4.0", "parameters": [{"key": CENTER, "value": self.center}]}
        for enabled in (child, self.center):
            self.refused(INVALID, self.tower.reset_enabled_baseline, enabledBaselineIdentifier=enabled)
            self.refused(INVALID, self.tower.disable_baseline, enabledBaselineIdentifier=enabled)
            self.refused(INVALID, self.tower.update_enabled_baseline, enabledBaselineIdentifier=enabled, **update)
        self.refused(MISSING, self.tower.reset_enabled_baseline, enabledBaselineIdentifier=child[:-16] + "0" * 16)
        own = self.registration(self.units["Compliance-HIPAA"])["arn"]
        newer = {**update, "baselineVersion": "9.0"}
        self.refused(INVALID, self.tower.update_enabled_baseline, enabledBaselineIdentifier=own, **newer)
        done = self.succeeded(self.tower.update_enabled_baseline(enabledBaselineIdentifier=own, **update))
        self.assertEqual(done["operationType"], "UPDATE_ENABLED_BASELINE")
        for kind in ("baseline", "control", "landing_zone"):
            self.refused(MISSING, getattr(self.tower, f"get_{kind}_operation"), operationIdentifier=NOBODY)


class Drifting(Tower):
    def test_a_move_is_drift_until_the_ou_is_reset(self):
        source, destination = self.units["Workloads_Dev"], self.units["Sandbox"]
        account = self.member("Workloads_Dev")
        self.move(account, destination)
        self.assertEqual(self.enrolments(source)[account], ("SUCCEEDED", "DRIFTED"))
        self.assertNotIn(account, self.enrolments(destination))
        self.assertEqual((self.drift(source), self.drift(destination)), ("DRIFTED", "DRIFTED"))
        drifted = self.enabled(inheritanceDriftStatuses=["DRIFTED"])
        self.assertEqual(len(drifted), 3)
        self.succeeded(self.tower.reset_enabled_baseline(enabledBaselineIdentifier=self.registration(destination)["arn"]))
        self.assertEqual(self.enrolments(destination)[account], ("SUCCEEDED", "IN_SYNC"))
        self.assertNotIn(account, self.enrolments(source))
        self.assertEqual((self.drift(source), self.drift(destination)), ("IN_SYNC", "IN_SYNC"))
        # It has what is mandatory; what was chosen for the OU comes when that is reset.
        controls = {row["controlIdentifier"]: row for row in self.controls(destination)}
        chosen = next(row for control, row in controls.items() if control.endswith("AWS-GR_RESTRICT_ROOT_USER_ACCESS_KEYS"))
        drift = {control: row["driftStatusSummary"]["types"]["inheritance"]["status"] for control, row in controls.items()}
        self.assertEqual(drift.pop(chosen["controlIdentifier"]), "DRIFTED")
        self.assertEqual(set(drift.values()), {"IN_SYNC"})
        self.succeeded(self.tower.reset_enabled_control(enabledControlIdentifier=chosen["arn"]), "control")
        again = self.tower.get_enabled_control(enabledControlIdentifier=chosen["arn"])["enabledControlDetails"]
        self.assertEqual(again["driftStatusSummary"]["driftStatus"], "IN_SYNC")

    def controls(self, unit):
        return everything(self.tower, "list_enabled_controls", targetIdentifier=self.unit_arn(unit))

    def test_an_account_that_was_closed_in_its_ou_stays_drifted(self):
        unit, account = self.unit("Leaving"), self.created("leaving")
        self.move(account, unit)
        self.succeeded(self.enable(unit))
        self.client.close_account(AccountId=account)
        self.until(lambda: self.account(account)["State"], lambda state: state == "SUSPENDED")
        for _ in range(2):
            self.assertEqual(self.enrolments(unit), {account: ("SUCCEEDED", "DRIFTED")})
            self.succeeded(self.tower.reset_enabled_baseline(enabledBaselineIdentifier=self.registration(unit)["arn"]))

    def test_what_is_left_of_an_earlier_enrolment_stands_in_the_way(self):
        unit = self.unit("Leftovers")
        account = self.created("leftover", RoleName="aws-controltower-ConfigRecorderRole")
        self.move(account, unit)
        done = self.ended(self.enable(unit))
        self.assertEqual(done["status"], "FAILED")
        self.assertIn("aws-controltower-ConfigRecorderRole", done["statusMessage"])
        self.assertEqual(self.registration(unit)["statusSummary"]["status"], "FAILED")

    def test_an_scp_that_was_detached_is_drift_of_mandatory_controls(self):
        unit = self.units["Infrastructure"]
        policies = everything(self.client, "list_policies_for_target", TargetId=unit, Filter=SCP)
        guardrail = next(policy["Id"] for policy in policies if policy["Name"].startswith("aws-guardrails-"))
        self.client.detach_policy(PolicyId=guardrail, TargetId=unit)
        drifted = {"filter": {"resourceDriftStatuses": ["DRIFTED"]}, "targetIdentifier": self.unit_arn(unit)}
        self.assertEqual(len(everything(self.tower, "list_enabled_controls", **drifted)), 3)
        self.succeeded(self.tower.reset_enabled_baseline(enabledBaselineIdentifier=self.registration(unit)["arn"]))
        self.assertEqual(everything(self.tower, "list_enabled_controls", **drifted), [])

    def test_a_landing_zone_that_rests_on_nothing_has_drifted(self):
        self.client.disable_aws_service_access(ServicePrincipal="controltower.amazonaws.com")
        audit = next(account["Id"] for account in everything(self.client, "list_accounts") if account["Name"] == "security-tooling")
        self.move(audit, self.root)
        self.assertEqual(self.landing_zone()["driftStatus"]["status"], "DRIFTED")
        answer = self.tower.reset_landing_zone(landingZoneIdentifier=self.zone)
        self.assertEqual(self.landing_zone()["status"], "PROCESSING")
        self.assertEqual(self.succeeded(answer, "landing_zone")["operationType"], "RESET")
        self.assertEqual(self.landing_zone()["driftStatus"]["status"], "IN_SYNC")
        self.assertEqual(self.parent(audit), self.units["Security"])


class Controls(Tower):
    CONTROL = "arn:aws:controlcatalog:::control/497wrm2xnk1wxlf4obrdo7mej"

    def test_the_life_of_a_control(self):
        unit = self.units["Compliance-HIPAA"]
        target = {"controlIdentifier": self.CONTROL, "targetIdentifier": self.unit_arn(unit)}
        parameters = [{"key": "AllowedRegions", "value": ["eu-west-1"]}]
        answer = self.tower.enable_control(parameters=parameters, **target)
        self.refused(CONFLICT, self.tower.enable_control, **target)
        done = self.succeeded(answer, "control")
        self.assertEqual((done["operationType"], done["enabledControlIdentifier"]), ("ENABLE_CONTROL", answer["arn"]))
        there = self.tower.get_enabled_control(enabledControlIdentifier=answer["arn"])["enabledControlDetails"]
        self.assertEqual((there["parameters"], there["statusSummary"]["status"]), (parameters, "SUCCEEDED"))
        self.assertEqual([region["name"] for region in there["targetRegions"]], self.organization.regions)
        children = {"parentIdentifiers": [answer["arn"]]}
        rows = everything(self.tower, "list_enabled_controls", includeChildren=True, filter=children)
        self.assertEqual({row["targetIdentifier"].rpartition("/")[2] for row in rows}, set(self.enrolments(unit)))
        self.refused(INVALID, self.tower.reset_enabled_control, enabledControlIdentifier=rows[0]["arn"])
        update = {"enabledControlIdentifier": answer["arn"], "parameters": [{"key": "AllowedRegions", "value": ["us-east-1"]}]}
        self.succeeded(self.tower.update_enabled_control(**update), "control")
        there = self.tower.get_enabled_control(enabledControlIdentifier=answer["arn"])["enabledControlDetails"]
        self.assertEqual(there["parameters"], update["parameters"])
        answer = self.tower.disable_control(**target)
        self.succeeded(answer, "control")
        self.refused(MISSING, self.tower.get_enabled_control, enabledControlIdentifier=there["arn"])
        self.refused(MISSING, self.tower.disable_control, **target)
        told = everything(self.tower, "list_control_operations", filter={"controlIdentifiers": [self.CONTROL]})
        kinds = {operation["operationType"] for operation in told}
        self.assertEqual(kinds, {"ENABLE_CONTROL", "UPDATE_ENABLED_CONTROL", "DISABLE_CONTROL"})
        self.assertEqual({operation["targetIdentifier"] for operation in told}, {target["targetIdentifier"]})

    def test_controls_that_cannot_be(self):
        sandbox = self.unit_arn(self.units["Sandbox"])
        enable = self.tower.enable_control
        cases = [
            ({"controlIdentifier": "arn:aws:iam::aws:policy/ReadOnlyAccess", "targetIdentifier": sandbox}, INVALID),
            ({"controlIdentifier": self.CONTROL, "targetIdentifier": self.unit_arn(self.units["Security"])}, INVALID),
            ({"controlIdentifier": self.CONTROL, "targetIdentifier": self.unit_arn(self.unit("Unregistered"))}, INVALID),
            ({"controlIdentifier": self.CONTROL, "targetIdentifier": sandbox[:-8] + "00000000"}, MISSING),
        ]
        for call, code in cases:
            self.refused(code, enable, **call)
        mandatory = everything(self.tower, "list_enabled_controls", targetIdentifier=sandbox)
        mandatory = next(row for row in mandatory if row["controlIdentifier"].endswith("AWS-GR_CONFIG_ENABLED"))
        self.refused(INVALID, self.tower.disable_control, enabledControlIdentifier=mandatory["arn"])
        self.refused(MISSING, self.tower.list_enabled_controls, targetIdentifier=sandbox[:-8] + "00000000")


class OneAtATime(Tower):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--clean", "--time-scale", 1)

    def test_one_ou_is_worked_on_at_a_time(self):
        sandbox, dev = (self.registration(self.units[name])["arn"] for name in ("Sandbox", "Workloads_Dev"))
        control = {"controlIdentifier": Controls.CONTROL}
        here, there = ({"targetIdentifier": self.unit_arn(self.units[name])} for name in ("Sandbox", "Workloads_Dev"))
        self.tower.reset_enabled_baseline(enabledBaselineIdentifier=sandbox)
        under_change = self.enabled(statuses=["UNDER_CHANGE"])
        self.assertEqual(len(under_change), 1 + len(self.enrolments(self.units["Sandbox"])))
        for enabled in (sandbox, dev):
            self.refused(CONFLICT, self.tower.reset_enabled_baseline, enabledBaselineIdentifier=enabled)
        self.refused(CONFLICT, self.tower.enable_control, **control, **here)
        self.refused(CONFLICT, self.tower.reset_landing_zone, landingZoneIdentifier=self.zone)
        self.tower.enable_control(**control, **there)
        others = [f"arn:aws:controlcatalog:::control/other{number}" for number in range(99)]
        for other in others:
            self.tower.enable_control(controlIdentifier=other, **there)
        self.refused("ServiceQuotaExceededException", self.tower.enable_control, controlIdentifier=others[0] + "x", **there)


class OfItsOwnAccord(Tower):
    """A landing zone that enrols what is moved into a registered OU, and lets go what is moved out."""

    def test_moves_are_followed(self):
        update = {"landingZoneIdentifier": self.zone, "version": self.landing_zone()["version"]}
        self.refused(INVALID, self.tower.update_landing_zone, **{**update, "version": "1.0"})
        self.refused(INVALID, self.tower.update_landing_zone, remediationTypes=["MAGIC"], **update)
        self.assertNotIn("remediationTypes", self.landing_zone())
        answer = self.tower.update_landing_zone(remediationTypes=["INHERITANCE_DRIFT"], **update)
        self.succeeded(answer, "landing_zone")
        self.assertEqual(self.landing_zone()["remediationTypes"], ["INHERITANCE_DRIFT"])
        unit = self.units["Sandbox"]
        accounts = [self.created(f"follows-{number}") for number in range(2)]
        for account in accounts:
            self.move(account, unit)
        is_done = lambda found: all(found.get(account) == ("SUCCEEDED", "IN_SYNC") for account in accounts)
        seen = set()

        def read():
            found = self.enrolments(unit)
            seen.add(tuple(found.get(account, ("",))[0] for account in accounts))
            return found

        self.until(read, is_done)
        self.assertNotIn(("UNDER_CHANGE", "UNDER_CHANGE"), seen, "an OU takes one account at a time")
        self.move(accounts[0], self.root)
        self.until(lambda: self.enrolments(unit), lambda found: accounts[0] not in found)
        roles = {role["RoleName"] for role in everything(self.organization.client("iam", accounts[0]), "list_roles")}
        self.assertNotIn("aws-controltower-ReadOnlyExecutionRole", roles)


class Failing(Tower):
    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        later = {"code": "InternalFailure", "message": "The stack set operation failed"}
        rules = [
            {"service": "controltower", "operation": operation, "later": later, "times": 1}
            for operation in ("ResetEnabledBaseline", "EnableControl")
        ]
        (folder / "faults.json").write_text(json.dumps({"rules": rules}), encoding="utf-8")
        return (*cls.OPTIONS, "--faults", folder / "faults.json")

    def test_operations_that_fail_tell_why(self):
        unit = self.units["Sandbox"]
        named = {"enabledBaselineIdentifier": self.registration(unit)["arn"]}
        done = self.ended(self.tower.reset_enabled_baseline(**named))
        self.assertEqual((done["status"], done["statusMessage"]), ("FAILED", "The stack set operation failed"))
        self.assertEqual({status for status, _ in self.enrolments(unit).values()}, {"FAILED"})
        self.succeeded(self.tower.reset_enabled_baseline(**named))
        self.assertEqual({status for status, _ in self.enrolments(unit).values()}, {"SUCCEEDED"})
        call = {"controlIdentifier": Controls.CONTROL, "targetIdentifier": self.unit_arn(unit)}
        answer = self.tower.enable_control(**call)
        self.assertEqual(self.ended(answer, "control")["status"], "FAILED")
        failed = everything(self.tower, "list_enabled_controls", filter={"statuses": ["FAILED"]})
        self.assertEqual([row["arn"] for row in failed], [answer["arn"]])


if __name__ == "__main__":
    unittest.main()
