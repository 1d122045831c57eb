"""Portfolios and their matrix, seen from outside: its numbers agree with the list and with what was crawled, and what is cut is told."""

import csv
import io
import unittest

from support import Case, loopback

REACHED = ("usable", "unusable", "notImported", "unknown")


class Portfolios(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organization = cls.enterClassContext(loopback())

    def setUp(self):
        super().setUp()
        self.program = self.armillary(**self.organization)
        self.program.ok("crawl", "--services", "organizations,servicecatalog")

    def test_the_matrix_agrees_with_the_list_and_the_shares(self):
        portfolios = {row["arn"]: row for row in self.program.json("portfolios")}
        matrix = self.program.json("portfolios", "--matrix", "--accounts")
        self.assertEqual({column["arn"] for column in matrix["columns"]}, set(portfolios))
        for column in matrix["columns"]:
            row = portfolios[column["arn"]]
            if row["sharesKnown"]:
                self.assertEqual(sum(column["counts"][state] for state in REACHED), row["reached"], column["name"])
            self.assertGreaterEqual(column["counts"]["usable"], row["usable"])
        self.assertEqual(len(matrix["rows"]), matrix["total"])
        # With whom an OU share is, that OU has directly, and what is below it by inheritance.
        shares = self.program.json_lines("resources", "--kind", "AWS::ServiceCatalog::PortfolioShare")
        shared = {(share["document"]["PortfolioId"], share["document"]["PrincipalId"].rsplit("/", 1)[-1])
                  for share in shares if share["document"]["Type"] == "ORGANIZATIONAL_UNIT"}
        direct = {(column["id"], row["short"]) for row in matrix["rows"] if row["kind"] == "ou"
                  for column, cell in zip(matrix["columns"], row["cells"]) if cell["access"] == "direct"}
        self.assertEqual(direct, {pair for pair in shared if pair[0] in {column["id"] for column in matrix["columns"]}})
        unknown = [cell for row in matrix["rows"] for cell in row["cells"] if cell["state"] == "unknown"]
        self.assertTrue(all(cell["why"] for cell in unknown), "what is not known has a reason")

    def test_rows_are_filtered_cut_and_written_for_others(self):
        folded = self.program.json("portfolios", "--matrix")
        self.assertFalse([row for row in folded["rows"] if row["kind"] == "account"])
        done = self.program.run("portfolios", "--matrix", "--limit", "2", "--json")
        self.assertIn(f"2 rows of {folded['total']}", done.stderr)
        found = self.program.json("portfolios", "--matrix", "--state", "unusable")
        self.assertTrue(found["rows"])
        self.assertTrue(all(row["counts"]["unusable"] > 0 for row in found["rows"]))
        sheet = list(csv.DictReader(io.StringIO(self.program.ok("portfolios", "--matrix", "--format", "csv"))))
        self.assertEqual(len(sheet), folded["total"] * len(folded["columns"]))
        self.assertEqual({row["region"] for row in sheet}, {column["region"] for column in folded["columns"]})
        self.assertIn("usable", self.program.ok("portfolios", "--matrix"))
        self.assertEqual(self.program.run("portfolios", "--state", "usable").returncode, 2)


if __name__ == "__main__":
    unittest.main()
