package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.http.metrics.Metric;
import dev.sheaf.http.metrics.Metric.Kind;
import dev.sheaf.http.metrics.MetricsPage;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every metric of the reference is shown by a real node, and moves when it works. */
final class MetricsIT {
  private static final int PER_CLASS = 130;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 3;
  private static final int FUNCTIONS = 3;

  /** What this load does not do, and who holds it. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("sheaf_readers_cut_total", "a reader that stops: DataPortConnectionTest"),
          Map.entry("sheaf_samples_from_peers_total", "a second node: MetricsPageTest"),
          Map.entry("sheaf_origin_puts_total", "files are not written to: S3DatasetIT"),
          Map.entry("sheaf_origin_throttles_total", "a busy S3: S3FaultsIT"),
          Map.entry("sheaf_pack_reads_total", "as above: PackedFolderTest"),
          Map.entry("sheaf_packs_damaged_total", "as above: PackedFolderTest"),
          Map.entry("sheaf_pack_failures_total", "as above: PackedFolderTest"),
          Map.entry("sheaf_disk_dropped_total", "a slow disk"),
          Map.entry("sheaf_disk_errors_total", "a broken disk: DiskTierIT"),
          Map.entry("sheaf_lambda_chunk_corrupt_total", "a lying function: LambdaBridgeTest"),
          Map.entry("sheaf_lambda_chunk_repairs_total", "a storm of reclaims: FunctionsIT"),
          Map.entry("sheaf_decodes_total", "members of an ensemble: EnsembleIT"),
          Map.entry("sheaf_decoded_hits_total", "pixels that are kept: DecodedSamplesTest"),
          Map.entry("sheaf_trainers_started_total", "members of an ensemble: EnsembleIT"),
          Map.entry("sheaf_model_openings_total", "trained weights: EnsembleIT"),
          Map.entry("sheaf_task_failures_total", "a killed function: TasksIT"),
          Map.entry("sheaf_task_retries_total", "a killed function: TasksIT"),
          Map.entry("sheaf_task_duplicates_total", "a slow engine: AttemptCountsTest"));

  /** Told apart by what this load has none of. */
  private static final Set<String> NOTHING_YET = Set.of("sheaf_model_openings_total");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;

  private SheafNode node() throws Exception {
    var settings =
        ScratchSettings.of(
            folder.resolve("state"),
            List.of(
                "data.connections=1",
                "cache.memory=1 MiB",
                "cache.disk=1 MiB",
                "lambda.mode=local",
                "lambda.nodes=" + FUNCTIONS,
                "lambda.memory=256 MiB",
                "lambda.code=1+1"));
    return SheafNode.start(settings);
  }

  @Test
  @Timeout(180)
  void everyNameOfTheReferenceIsShownAndMovesUnderLoad() throws Exception {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
    new ImageSynthesizer(8).write(folder.resolve("gaps"), 16, 0);
    try (var node = node()) {
      var root = URI.create("http://" + node.apiAddress());
      var api = new Api(root);
      train(api, root);
      reclaims(node, api, root);
      gaps(api, root);
      prepared(api, root);
      tasks(api);
      ephemeral(root);
      oneConnectionTooMany(node.dataAddress(), root);
      System.gc();
      var shown = scrape(root);
      countersHaveMoved(shown);
      gaugesSayWhatIsSo(shown);
    }
  }

  /** Two jobs read all, at the same time. */
  private void train(Api api, URI root) throws Exception {
    api.register("shapes", folder.resolve("images/train"));
    var work = new ArrayList<Callable<Object>>();
    for (var job : List.of("first", "second")) {
      api.submit(job, "shapes", "substitute", EPOCHS);
      work.add(() -> new TrainingClient(job, SAMPLES, EPOCHS, List.of(root), (e, n) -> {}).train());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : threads.invokeAll(work)) {
        each.get();
      }
    }
  }

  /**
   * More jobs read, until chunks were read from functions, and missed in those that lost theirs.
   */
  private static void reclaims(SheafNode node, Api api, URI root) throws Exception {
    var lambda = node.functions().orElseThrow().local().orElseThrow();
    for (int more = 0; sum(scrape(root), "sheaf_lambda_chunk_losses_total") == 0; more++) {
      if (sum(scrape(root), "sheaf_lambda_chunk_reads_total") > 0) {
        lambda.reclaimShare(1, 7);
      }
      var job = "more-" + more;
      api.submit(job, "shapes", "substitute", 1);
      new TrainingClient(job, SAMPLES, 1, List.of(root), (epoch, n) -> {}).train();
    }
  }

  /** A sample that is gone: one job reads another in its place, one goes on without. */
  private void gaps(Api api, URI root) throws Exception {
    var images = folder.resolve("gaps/train");
    api.register("gaps", images);
    try (var files = Files.walk(images)) {
      Files.delete(files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow());
    }
    for (var rule : List.of("substitute", "skip")) {
      api.post(
          "/v1/jobs",
          """
          {"name": "%s", "dataset": "gaps", "contract": "strict", "batchSize": 16, "epochs": 1,
           "seed": 5, "onMissing": "%s"}
          """
              .formatted(rule, rule));
      var samples = 16 * ImageSynthesizer.CLASSES.size();
      for (int n = 0; n < samples / 16; n++) {
        get(root, "/v1/jobs/%s/epochs/0/ranks/0/batches/%d?generation=1".formatted(rule, n));
      }
    }
  }

  private static void prepared(Api api, URI root) throws Exception {
    for (var job : List.of("drawn", "again")) {
      api.submit(job, "gaps", "strict", 1);
      get(
          root,
          "/v1/jobs/%s/epochs/0/ranks/0/batches/4?generation=1&form=prepared&size=8x8"
              .formatted(job));
    }
  }

  private static void tasks(Api api) throws Exception {
    for (var run : List.of("made", "known")) {
      api.post(
          "/v1/tasks",
          """
          {"name": "%s", "dataset": "shapes", "rows": {"last": 19}, "stages": [{"op": "decode"}]}
          """
              .formatted(run));
      while (!api.get("/v1/tasks/" + run).path("phase").asText().equals("done")) {
        LockSupport.parkNanos(2_000_000);
      }
    }
  }

  private static void ephemeral(URI root) throws Exception {
    send(root, "POST", "/v1/ephemeral", "{\"job\": \"sort\", \"capacityGb\": 0.0001}");
    send(root, "PUT", "/v1/ephemeral/sort/values/part", "some bytes");
    get(root, "/v1/ephemeral/sort/values/part");
  }

  private static void oneConnectionTooMany(String data, URI root) throws Exception {
    var at = data.lastIndexOf(':');
    var port = Integer.parseInt(data.substring(at + 1));
    try (var first = new Socket(data.substring(0, at), port);
        var second = new Socket(data.substring(0, at), port)) {
      assertTrue(first.isConnected() && second.isConnected());
      while (sum(scrape(root), "sheaf_rejected_total") == 0) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static void countersHaveMoved(Map<String, Double> shown) {
    var still = new TreeSet<String>();
    var moved = new TreeSet<String>();
    for (var metric : all()) {
      var histogram = metric.kind() == Kind.HISTOGRAM;
      if (metric.kind() == Kind.COUNTER || histogram) {
        var value = sum(shown, metric.name() + (histogram ? "_count" : ""));
        (value > 0 ? moved : still).add(metric.name());
      }
    }
    System.out.printf("%d counters moved, %d did not: %s%n", moved.size(), still.size(), still);
    still.removeAll(ELSEWHERE.keySet());
    assertEquals(Set.of(), still, "these should have moved");
  }

  private static void gaugesSayWhatIsSo(Map<String, Double> shown) {
    for (var metric : all()) {
      assertTrue(
          NOTHING_YET.contains(metric.name())
              || shown.keySet().stream().anyMatch(name -> isOf(name, metric.name())),
          () -> metric.name() + " is not shown");
    }
    assertEquals(1, sum(shown, "sheaf_cluster_members"));
    assertEquals(0, sum(shown, "sheaf_cluster_unreachable_members"));
    assertEquals(256, sum(shown, "sheaf_cluster_partitions_owned"));
    assertEquals(FUNCTIONS, sum(shown, "sheaf_lambda_nodes"));
    // Jobs that have ended may be forgotten already; these two were read as far as their middle.
    assertTrue(sum(shown, "sheaf_jobs") >= 2);
    assertEquals(0.0, shown.get("sheaf_job_epoch{job=\"drawn\"}"));
    assertEquals(0.5, shown.get("sheaf_job_epoch_progress_ratio{job=\"drawn\"}"));
    assertEquals(1 << 20, sum(shown, "sheaf_cache_capacity_bytes"));
    assertEquals(1, sum(shown, "sheaf_ephemeral_values"));
    assertEquals(2, sum(shown, "sheaf_slots"));
    for (var above :
        List.of(
            "sheaf_cache_used_bytes",
            "sheaf_cache_hit_ratio",
            "sheaf_disk_used_bytes",
            "sheaf_prepared_bytes",
            "sheaf_ephemeral_memory_used_bytes",
            "sheaf_model_capacity_bytes",
            "sheaf_process_resident_bytes")) {
      assertTrue(sum(shown, above) > 0, above);
    }
  }

  private static List<Metric> all() {
    return MetricsPage.families().values().stream().flatMap(List::stream).toList();
  }

  private static boolean isOf(String series, String name) {
    return series.equals(name) || series.startsWith(name + "{") || series.startsWith(name + "_");
  }

  private static double sum(Map<String, Double> shown, String name) {
    return shown.entrySet().stream()
        .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static Map<String, Double> scrape(URI root) throws Exception {
    var shown = new TreeMap<String, Double>();
    get(root, "/metrics")
        .lines()
        .filter(line -> line.startsWith("sheaf_"))
        .forEach(line -> {
          var space = line.lastIndexOf(' ');
          shown.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
    return shown;
  }

  private static String get(URI root, String path) throws Exception {
    return send(root, "GET", path, "");
  }

  private static String send(URI root, String method, String path, String body) throws Exception {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var type = body.startsWith("{") ? "application/json" : "application/octet-stream";
    var request =
        HttpRequest.newBuilder(root.resolve(path))
            .method(method, publisher)
            .header("Content-Type", type)
            .build();
    var reply = HTTP.send(request, BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, () -> method + " " + path + ": " + reply.body());
    return reply.body();
  }
}
