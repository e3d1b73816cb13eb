//! `mail-auth-bench FOLDER THREADS RUNS`: reads all gzipped reports of a folder into memory structures, as often as asked, and
//! prints what it counted and the seconds of each run as JSON.

use mail_auth::flate2::read::GzDecoder;
use mail_auth::report::Report;
use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

type Totals = (usize, u64);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let threads: usize = arguments[2].parse().expect("threads");
    let runs: usize = arguments[3].parse().expect("runs");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&arguments[1])
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    let mut seconds = Vec::new();
    let mut totals = (0, 0);
    for _ in 0..runs {
        let start = Instant::now();
        totals = read_all(&paths, threads);
        seconds.push(format!("{:.6}", start.elapsed().as_secs_f64()));
    }
    println!(
        "{{\"rows\":{},\"messages\":{},\"seconds\":[{}]}}",
        totals.0,
        totals.1,
        seconds.join(",")
    );
}

fn read_all(paths: &[PathBuf], threads: usize) -> Totals {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut totals = (0, 0);
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (rows, messages) = read(path);
            totals = (totals.0 + rows, totals.1 + messages);
        }
        totals
    };
    if threads == 1 {
        return work();
    }
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().fold((0, 0), |sum, handle| {
            let (rows, messages) = handle.join().expect("thread");
            (sum.0 + rows, sum.1 + messages)
        })
    })
}

fn read(path: &PathBuf) -> Totals {
    let octets = std::fs::read(path).expect("file");
    let mut xml = Vec::with_capacity(octets.len() * 16);
    GzDecoder::new(octets.as_slice())
        .read_to_end(&mut xml)
        .expect("gzip");
    let report = Report::parse_xml(&xml).expect("report");
    let messages = report.records().iter().map(|one| u64::from(one.count()));
    (report.records().len(), messages.sum())
}
