# Two commands do everything on a fresh Debian or Ubuntu machine: `make demo` and `make test`.
# Compiled dependencies are kept outside the clone, so that the next clone builds quickly.
BUILD_CACHE := $(or $(ARMILLARY_BUILD_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/armillary-build)
export ARMILLARY_BUILD_CACHE := $(BUILD_CACHE)
export CARGO_TARGET_DIR ?= $(BUILD_CACHE)/target
FIRST = $(if $(wildcard $(CARGO_TARGET_DIR)/debug/deps),, (the first time every dependency is compiled: 15 to 20 minutes on two cores; \
later builds take a minute))
SETUP := src-tauri/scripts/setup.sh
UI_SOURCES := $(shell find ui/src ui/index.html ui/package.json ui/vite.config.ts -type f 2>/dev/null)

.PHONY: help demo test matrix acting kills honest teams fuzz bench measure lint build bindings facts headless icons

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ## open the window on a crawled demo organization (without a display: the same job, to files)
	@echo "==> 1 of 4: the window's pages"
	@$(MAKE) --no-print-directory ui/dist/index.html
	@echo "==> 2 of 4: system packages"
	@$(SETUP) window
	@echo "==> 3 of 4: the program$(FIRST)"
	cargo build
	@echo "==> 4 of 4: the demo organization"
	cargo run --quiet -- demo $(if $(OUT),--out $(OUT))

test: ui/dist/index.html ## every test: Rust, window, boto3, moto, and the real window
	@$(SETUP) window test
	@echo "==> the program and its tests$(FIRST)"
	cargo test --workspace --no-run
	cargo test --quiet --workspace
	cargo test --quiet --manifest-path src-tauri/policy-checks/Cargo.toml
	cd ui && npm test --silent
	cargo build --quiet
	"$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern 'test_*.py'

matrix: ## every call of a crawl, refused and failing: what each command says then (a quarter of an hour)
	@$(SETUP) window test
	cargo build --quiet
	ARMILLARY_MATRIX=all "$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern 'test_unknown.py' --verbose

acting: ## suites about changing AWS that do not hold yet or were not seen through: roles, moto
	@$(SETUP) window test
	cargo build --quiet
	for suite in roles moto_apply; do "$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern "long_$$suite.py" --verbose || failed=1; done; exit $${failed:-0}

kills: ## applying, killed at every step and in every call (200 kills and more), and with a tenth of the calls going wrong (an hour)
	@$(SETUP) window test
	cargo build --quiet
	ARMILLARY_KILLS=all "$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern 'long_kills.py' --verbose
	ARMILLARY_KILLS=all "$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern 'long_faults.py' --verbose

honest: ## 300 random plans over random organizations: what is crawled afterwards is what they said (a quarter of an hour)
	@$(SETUP) window
	ARMILLARY_PLANS=300 cargo test --workspace --test honest -- --ignored --nocapture

teams: ## fifty teams in one plan against AWS's request quotas, in AWS's time (25 minutes)
	@$(SETUP) window test
	cargo build --quiet
	ARMILLARY_TEAMS=50 "$(BUILD_CACHE)/venv/bin/python" -m unittest discover --start-directory tests --pattern 'long_limits.py' --verbose

fuzz: ## the policy engine on inputs that nobody thought of (an hour each; FUZZ_SECONDS=30 for a look)
	@$(SETUP) window fuzz
	@for target in parse evaluate; do \
		mkdir -p "$(BUILD_CACHE)/fuzz/corpus/$$target" && \
		"$(BUILD_CACHE)/tools/bin/cargo-fuzz" run --fuzz-dir src-tauri/fuzz --target-dir "$(BUILD_CACHE)/fuzz/target" --sanitizer none $$target \
			"$(BUILD_CACHE)/fuzz/corpus/$$target" src-tauri/fuzz/seeds/$$target -- -max_total_time=$(or $(FUZZ_SECONDS),3600) || exit 1; \
	done

bench: ## the policy engine's and trust's benchmarks, compared with their last run (a quiet machine, ten minutes)
	cargo bench --manifest-path src-tauri/policy-checks/Cargo.toml --features organization

measure: build ## speed as users meet it: crawl, cache, trust, the window at 10,000 accounts (a quiet machine, ten minutes after the build)
	@$(SETUP) test
	ARMILLARY_BINARY="$(CARGO_TARGET_DIR)/release/armillary" "$(BUILD_CACHE)/venv/bin/python" tests/measure.py

lint: ui/dist/index.html ## formatting, dependencies, clippy, documentation, types, a build without the window
	cd ui && npm run --silent typecheck && npm run --silent lint
	@$(SETUP) window lint
	cargo fmt --all --check
	"$(BUILD_CACHE)/lint/bin/cargo-deny" --locked check --hide-inclusion-graph licenses bans sources
	"$(BUILD_CACHE)/lint/bin/cargo-shear" --locked
	@echo "==> clippy$(FIRST)"
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --quiet --package armillary --no-default-features -- -D warnings
	cargo fmt --manifest-path src-tauri/policy-checks/Cargo.toml --check
	cargo clippy --quiet --manifest-path src-tauri/policy-checks/Cargo.toml --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps --document-private-items

build: ui/dist/index.html ## the release binary and a package for this system
	@$(SETUP) window
	ui/node_modules/.bin/tauri build $(if $(BUNDLES),--bundles $(BUNDLES))

headless: ## the release binary without the window: no WebKit, the whole command line
	cargo build --release --no-default-features

bindings: ## regenerate the window's TypeScript types from the wire crate
	ARMILLARY_WRITE_BINDINGS=1 cargo test --quiet --package armillary-wire

facts: ## take what AWS decides out of the newest packages, and show the difference (MIT and Apache-2.0: iam-data, botocore, moto)
	python3 src-tauri/scripts/facts.py

ui/dist/index.html: $(UI_SOURCES) ui/package-lock.json
	@$(SETUP) ui
	cd ui && npm run --silent build
