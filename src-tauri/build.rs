//! Builds the window's capabilities and assets; does nothing in a build without the window.
#[cfg(feature = "window")]
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // Declared in files of our own: tauri-build would write them into a new folder at the root.
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let commands = tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(commands)
        .capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

#[cfg(not(feature = "window"))]
fn main() {}
