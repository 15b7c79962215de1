package dev.sheaf.simulation.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.invariant.InvariantBroken;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.workload.JobTraceReader;
import dev.sheaf.simulation.workload.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that virtual jobs leave, read and replayed. */
final class JobTracesTest {
  private static final int PACKAGES = 60;
  private static final int SAMPLES = 20;
  private static final int SIZE_BYTES = 1_000;
  private static final int EPOCHS = 4;
  private static final double FRACTION = 0.5;

  /** Half an epoch. */
  private static final long APART_NANOS = 7_500_000_000L;

  private static final DatasetVersion VERSION = new DatasetVersion("pictures", "a".repeat(64));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** What a job recorded, and what was fetched meanwhile. */
  private record Recorded(List<List<String>> traces, long fetchedSamples) {}

  @Test
  void aRecordedJobIsCheckedWhole() throws IOException {
    var measured = replay(write(record(1).traces().getFirst()));
    assertEquals(figure(measured, "windows"), figure(measured, "comparedCrcs"));
    assertEquals(EPOCHS, figure(measured, "wholeEpochs"));
    assertEquals(EPOCHS * PACKAGES, figure(measured, "openings"));
    assertEquals(0, figure(measured, "gaps"));
  }

  @Test
  void theReplayFetchesWhatTheRunFetched() throws IOException {
    for (int jobs = 1; jobs <= 2; jobs++) {
      var recorded = record(jobs);
      var paths = new ArrayList<String>();
      for (var trace : recorded.traces()) {
        paths.add(write(trace));
      }
      var measured = replay(paths.toArray(String[]::new));
      var read = recorded.fetchedSamples() / (double) (jobs * EPOCHS * PACKAGES * SAMPLES);
      assertEquals(read, figure(measured, "replayedReadsPerSample"), 0.03, jobs + " jobs");
      assertTrue(
          figure(measured, "replayedReadsPerSample") >= figure(measured, "boundReadsPerSample"));
    }
  }

  @Test
  void datesPutJobsThatBeganApartInTheirOrder() throws IOException {
    var recorded = record(3, APART_NANOS);
    var paths = new ArrayList<String>();
    var counted = new ArrayList<String>();
    for (var trace : recorded.traces()) {
      var rows = new ArrayList<>(trace);
      rows.set(0, row(rows.getFirst(), "originReads", recorded.fetchedSamples() / 3));
      rows.set(0, row(rows.getFirst(), "delivered", EPOCHS * PACKAGES * SAMPLES));
      rows.set(0, row(rows.getFirst(), "cacheBytes", PACKAGES * SAMPLES));
      counted.add(write(rows));
      paths.add(write(trace));
    }
    var read = recorded.fetchedSamples() / (3.0 * EPOCHS * PACKAGES * SAMPLES);
    var measured = replay(paths.toArray(String[]::new));
    assertEquals(read, figure(measured, "replayedReadsPerSample"), 0.03);
    assertFalse(measured.figures().containsKey("countedReadsPerSample"));
    measured = replay(counted.toArray(String[]::new));
    assertEquals(read, figure(measured, "countedReadsPerSample"), 1e-3);
  }

  @Test
  void thePinnedShareOfOneJobReadsTheBound() throws IOException {
    var measured = replay(write(record(1).traces().getFirst()));
    assertEquals(
        figure(measured, "boundReadsPerSample"), figure(measured, "pinnedReadsPerSample"), 1e-9);
    assertEquals(1 - FRACTION * (EPOCHS - 1) / EPOCHS, figure(measured, "boundReadsPerSample"));
    assertTrue(
        figure(measured, "lruReadsPerSample") > figure(measured, "pinnedReadsPerSample") + 0.05);
  }

  @Test
  void aTraceThatDoesNotSayItsPackagesIsReplayedByCount() throws IOException {
    var rows = new ArrayList<>(record(1).traces().getFirst());
    var withPackages = replay(write(rows));
    rows.set(0, row(rows.getFirst(), "packages", null));
    var measured = replay(write(rows));
    assertEquals(0, figure(measured, "comparedCrcs"));
    for (var name : List.of("lruReadsPerSample", "replayedReadsPerSample", "boundReadsPerSample")) {
      assertEquals(figure(withPackages, name), figure(measured, name), 1e-9, name);
    }
  }

  @Test
  void unknownFieldsArePassedOver() throws IOException {
    var rows = new ArrayList<>(record(1).traces().getFirst());
    rows.set(0, row(rows.getFirst(), "mood", "sunny"));
    rows.set(1, row(rows.get(1), "mood", "sunny"));
    assertEquals(0, figure(replay(write(rows)), "brokenRows"));
  }

  @Test
  void aBrokenRowIsNamedByItsLineAndCountedWhenItIsAllowed() throws IOException {
    var rows = new ArrayList<>(record(1).traces().getFirst());
    rows.set(2, row(rows.get(2), "batches", 0));
    var path = write(rows);
    var refused = assertThrows(BadScenario.class, () -> replay(path));
    assertTrue(
        refused.getMessage().contains("line 3: batches must be a whole number from 1"),
        refused.getMessage());
    var measured = replay("mostBrokenRows = 1\n", path);
    assertEquals(
        List.of(1.0, 1.0), List.of(figure(measured, "brokenRows"), figure(measured, "gaps")));
    assertEquals(EPOCHS - 1, figure(measured, "wholeEpochs"));
  }

  @Test
  void aLastRowThatWasCutOffIsLeftOut() throws IOException {
    var whole = String.join("\n", record(1).traces().getFirst());
    var path = folder.resolve("cut.ndjson");
    Files.writeString(path, whole.substring(0, whole.length() - 10));
    var trace = JobTraceReader.read(path, 0);
    assertTrue(trace.truncated());
    assertEquals(0, trace.brokenRows());
    Files.writeString(path, whole.substring(0, whole.length() - 10) + "\n");
    assertThrows(BadScenario.class, () -> JobTraceReader.read(path, 0));
    assertFalse(JobTraceReader.read(path, 1).truncated());
  }

  @Test
  void aDecisionThatBreaksARuleIsNamed() throws IOException {
    var rows = record(1).traces().getFirst();
    expectBroken(replaced(rows, 2, row(rows.get(2), "crc", 1)), "another CRC");
    var window = (ObjectNode) JSON.readTree(rows.get(2));
    window.withArray("openings").set(0, JSON.readTree(rows.get(1)).path("openings").path(0));
    ((ObjectNode) window.withArray("openings").get(0))
        .put("batch", window.path("firstBatch").asInt());
    expectBroken(replaced(rows, 2, window.toString()), "opened twice");
    var shorter = new ArrayList<>(rows);
    shorter.remove(2);
    expectBroken(shorter, "must begin at batch");
  }

  @Test
  void aTraceWithoutItsJobOrWithoutWindowsIsRefused() throws IOException {
    var rows = record(1).traces().getFirst();
    for (var bad : List.of(rows.subList(1, 3), rows.subList(0, 1), List.of("{}"))) {
      var path = write(bad);
      assertThrows(BadScenario.class, () -> replay(path), bad.toString());
    }
  }

  @Test
  void theCatalogueHasIt() throws IOException {
    var path = write(record(1).traces().getFirst());
    var scenario =
        Scenario.parse(
            "recorded", "experiment = job-trace, parameters.traces = [\"%s\"]".formatted(path));
    assertEquals(1, Catalogue.experiments().prepare(scenario).size());
  }

  private void expectBroken(List<String> rows, String what) throws IOException {
    var path = write(rows);
    var broken = assertThrows(InvariantBroken.class, () -> replay(path));
    assertTrue(broken.getMessage().contains(what), broken.getMessage());
  }

  private static List<String> replaced(List<String> rows, int at, String row) {
    var others = new ArrayList<>(rows);
    others.set(at, row);
    return others;
  }

  private static String row(
      String row, String field, @org.jspecify.annotations.Nullable Object value)
      throws IOException {
    var node = (ObjectNode) JSON.readTree(row);
    if (value == null) {
      node.remove(field);
    } else {
      node.set(field, JSON.valueToTree(value));
    }
    return node.toString();
  }

  private String write(List<String> rows) throws IOException {
    var path = Files.createTempFile(folder, "job", ".ndjson");
    return Files.writeString(path, String.join("\n", rows) + "\n").toString();
  }

  private Measured replay(String... paths) {
    return replay("", paths);
  }

  private Measured replay(String more, String path) {
    return replay(more, new String[] {path});
  }

  private Measured replay(String more, String[] paths) {
    var config =
        ConfigFactory.parseMap(Map.of("traces", List.of(paths), "cache.fraction", FRACTION))
            .withFallback(ConfigFactory.parseString(more));
    return new JobTraces(new TraceFiles(List.of(folder)))
        .prepare(new Parameters(config))
        .measure(1);
  }

  private static double figure(Measured measured, String name) {
    return measured.figures().get(name);
  }

  private static Recorded record(int jobs) {
    return record(jobs, 1);
  }

  /** Jobs of one speed that begin one after another, on a cache that holds half of the dataset. */
  private static Recorded record(int jobs, long apartNanos) {
    var counts = IntStream.range(0, PACKAGES).map(p -> SAMPLES).toArray();
    var sizes = new long[PACKAGES];
    Arrays.fill(sizes, SIZE_BYTES);
    var table = PackageTable.of(counts, sizes);
    var capacityBytes = Math.round(FRACTION * table.totalBytes());
    var timeline = new Timeline();
    var nodes = new VirtualNodes(VERSION, table, new long[] {capacityBytes}, 256, Supply.AT_ONCE);
    var seed = Draw.draw(0, VERSION.hash());
    var book = new DatasetBook(table, Residency.named("pinned"), seed, Long.MAX_VALUE / 4);
    var conductor = new VirtualConductor(timeline, book, nodes);
    conductor.begin(capacityBytes);
    var traces = new ArrayList<List<String>>();
    var running = new ArrayList<VirtualJob>();
    for (int j = 0; j < jobs; j++) {
      var rows = new ArrayList<String>();
      var spec = spec(j);
      rows.add(head(spec));
      var cluster =
          new VirtualJob.Cluster(
              table,
              conductor,
              nodes,
              (of, window, order) -> rows.add(view(window, 1 + timeline.now() / 1_000_000)));
      var training = new VirtualJob.Training(100_000_000, 0, 1);
      var chance = new RandomStream(1, spec.name());
      var job = new VirtualJob(timeline, spec, training, cluster, chance);
      timeline.at(j * apartNanos, job::begin);
      traces.add(rows);
      running.add(job);
    }
    while (!running.stream().allMatch(VirtualJob::isOver) && timeline.step()) {}
    return new Recorded(traces, nodes.meter().fetchedSamples());
  }

  private static JobSpec spec(int job) {
    return new JobSpec(
        "job-" + job,
        VERSION,
        Contract.SUBSTITUTE,
        8,
        EPOCHS,
        1,
        7L + job,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        0,
        false,
        0);
  }

  private static String head(JobSpec spec) {
    return """
    {"name":"%s","phase":"finished","reason":"","generation":1,"epoch":0,"step":0,\
    "dataset":"%s","datasetVersion":"%s","contract":"substitute","batchSize":%d,"ranks":1,\
    "epochs":%d,"seed":%d,"tail":"even","shuffle":"packages","onMissing":"fail",\
    "maxMissing":0,"validation":0.0,"heldOut":false,"priority":0,"delivered":0,\
    "packages":[[%d,%d,%d]]}\
    """
        .formatted(
            spec.name(),
            spec.version().dataset(),
            spec.version().hash(),
            spec.batchSize(),
            spec.epochs(),
            spec.seed(),
            PACKAGES,
            SAMPLES,
            SIZE_BYTES);
  }

  /** As the HTTP interface shows a window. */
  private static String view(AssignedWindow window, long atMillis) {
    var row =
        JSON.createObjectNode()
            .put("atMillis", atMillis)
            .put("generation", window.generation())
            .put("epoch", window.epoch())
            .put("firstBatch", window.firstBatch())
            .put("batches", window.batches());
    var open = row.putArray("open");
    window.open().forEach(p -> open.addObject().put("package", p.index()).put("drawn", p.drawn()));
    var openings = row.putArray("openings");
    window
        .openings()
        .forEach(p -> openings.addObject().put("package", p.index()).put("batch", p.batch()));
    row.putArray("replacements");
    return row.put("last", window.last())
        .put("crc", Integer.toUnsignedLong(window.crc()))
        .toString();
  }
}
