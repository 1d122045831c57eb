//! Builds the window's capabilities and assets; does nothing in a build without the window.
#[cfg(feature = "window")]
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

#[cfg(not(feature = "window"))]
fn main() {}
