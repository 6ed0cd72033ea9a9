fn main() {
    let mut args = std::env::args().skip(1);
    let spec = args.next().unwrap();
    let out = args.next().unwrap();
    let t = std::time::Instant::now();
    let mut g = hookwright_build::Generator::new(&spec);
    if args.next().is_some() {
        g = g.extras(hookwright_build::Extras::Keep);
    }
    match g.compile_as("", "lib.rs") {
        Ok(made) => {
            println!("{:?} {:?}", made.summary, t.elapsed());
            for f in made.findings.iter().take(12) {
                println!("{}", f.line);
            }
            println!(
                "{} findings, {} lines",
                made.findings.len(),
                made.files.values().map(|f| f.lines().count()).sum::<usize>()
            );
            hookwright_build::output::write(std::path::Path::new(&out), &made.files).unwrap();
        }
        Err(e) => println!("{e}"),
    }
}
