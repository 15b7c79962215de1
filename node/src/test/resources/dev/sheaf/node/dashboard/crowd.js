// In the place of a server: a stream that tells of a cluster of 100 nodes whose every text is hostile. Not a real node.
(() => {
  const bad = (text) => `${text}<img src=x onerror="window.owned=1"><script>window.owned=2</script>`;
  const ids = Array.from({ length: 100 }, (_, i) => (i === 7 ? bad("node-7") : `10.0.0.${i}:25520#${1000 + i}`));
  const owners = Array.from({ length: 256 }, (_, i) => (i * 37) % 100);
  const members = Object.fromEntries(ids.map((id, i) => [id, {
    roles: i % 5 ? ["cache", "gateway"] : ["cache", "gpu"], apiAddress: i === 3 ? "javascript:alert(1)//:1" : `10.0.0.${i}:8700`, dataAddress: `10.0.0.${i}:8701`,
    cacheBytes: 64 * 2 ** 30, owned: owners.filter((each) => each === i).length, slots: i % 5 ? 0 : 4 }]));
  const job = (i, tick) => {
    const delivered = 400_000 + i * 91_000 + tick * 2_000;
    return {
      phase: ["running", "running", "running", "finished", "failed", "stopped"][i % 6], reason: i % 6 === 4 ? bad("no sample could be read") : "", generation: 1 + (i % 3),
      epoch: Math.floor(delivered / 1_281_167), step: 77, dataset: bad("imagenet"), datasetVersion: "ab", contract: "substitute", batchSize: 256, ranks: 8, epochs: 3, seed: 7,
      samples: 1_281_167, delivered, duplicates: 0, missing: 0, hits: { memory: Math.round(delivered * 0.55), disk: Math.round(delivered * 0.21), lambda: Math.round(delivered * 0.11) },
      originReads: Math.round(delivered * 0.158), originGets: 4000 + tick, originBytes: 1.7e10, originReadsPerSample: 0.158, bound: 0.15, originReadsPerSampleSteady: 0.156,
      boundSteady: 0.15, efficiency: 0.949, cacheFraction: 0.4, jobs: 4, stallSeconds: 12 + tick * 0.02, cost: { originMicroUsd: 1600 + tick * 3, lambdaMicroUsd: 90_000 + tick * 40, lambdaGbSeconds: 5, lambdaRequests: 7 },
    };
  };
  const member = (name, i, tick) => ({
    name, status: "training", engine: "djl", job: `e.${name}`, failures: 0, reason: "", model: "cnn", width: 16 * (i + 1), parameters: 9,
    progress: { node: ids[i * 5], device: "cuda:0", pid: 1, epoch: 2, step: 100 + tick * 10, restarts: 0, fed: "shared", loss: (2.3 - i * 0.1) * Math.exp(-tick / (30 + i * 9)) + 0.1, imagesPerSecond: 1800 - i * 90, waitShare: 0.03 },
    latest: { epoch: 1, loss: 0.9, accuracy: 0.71 + i * 0.02 }, best: { epoch: 1, loss: 0.9, accuracy: 0.71 + i * 0.02 },
  });
  const letters = "aarrrrrrrrrrsrrrrrrrrrurrrrrdrrrlrrr-";
  const snapshot = (tick) => ({
    at: Date.now(), late: [],
    cluster: { self: ids[0], partitions: 256, order: ids, owners, members, waitingFor: [], degraded: [bad("libturbojpeg is missing")] },
    tiers: { memory: { usedBytes: 51 * 2 ** 30, capacityBytes: 64 * 2 ** 30, samples: 9e6 }, disk: { usedBytes: 2 ** 40, capacityBytes: 2 ** 41, errors: 0, samples: 4e6 },
      lambda: { invocations: 51_000, coldStarts: 300, chunksRead: 8e6, chunksLost: 31, chunksRepaired: 30, costMicroUsd: 4_210_000, unattributedMicroUsd: 12_000, samples: 2e6 }, origin: { gets: 81_000, bytes: 9e11, throttles: 2, samples: 3e6 } },
    functions: { on: true, states: letters.repeat(10), chunks: 410_000, usedBytes: 3.1e11 },
    datasets: { more: false, byName: { [bad("imagenet")]: { format: "tar", uri: bad("s3://bucket/"), samples: 1_281_167, packages: 9_100, bytes: 1.4e11, classes: 1000, note: bad("sorted by class") } } },
    jobs: { more: true, byName: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i === 2 ? bad("job") : `resnet50-run-${String(i).padStart(2, "0")}`, job(i, tick)])) },
    ensembles: { more: false, byName: { [bad("trio")]: { dataset: bad("cifar10"), version: 1, phase: "training", reason: "", slots: 4, priority: 0, round: 1, epochs: 10, batchSize: 128,
      members: ["narrow", "wide", bad("odd")].map((name, i) => member(name, i, tick)), rounds: [], news: [{ atMillis: Date.now(), text: bad("round 1 began") }] } } },
  });
  const really = window.fetch;
  window.fetch = (address, options) => {
    if (address !== "/v1/events") return really(address, options);
    if (window.locked && options.headers.Authorization !== "Bearer sesame") return Promise.resolve(new Response("", { status: 401 }));
    let tick = 0;
    const text = new TextEncoder();
    const body = new ReadableStream({
      start(to) {
        const say = (type, data) => to.enqueue(text.encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
        say("snapshot", snapshot(tick));
        setInterval(() => {
          const now = snapshot((tick += 1));
          say("change", { at: now.at, jobs: now.jobs, ensembles: now.ensembles });
        }, 50);
      },
    });
    return Promise.resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
  };
})();
