package dev.sheaf.node.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.task.JdkImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of tasks over real files, on threads of a node and in real function processes. */
final class TasksIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PER_CLASS = 200 / ImageSynthesizer.CLASSES.size();
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int SHOWN = 64;
  private static final int BATCH = 20;
  private static final int SIDE = 24;

  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
  }

  private SheafNode node(String name, String... more) throws Exception {
    var settings = new ArrayList<>(List.of("cache.memory=32 MiB"));
    settings.addAll(List.of(more));
    return SheafNode.start(ScratchSettings.of(folder.resolve(name), settings));
  }

  /** The run that the guide shows. */
  private static ObjectNode shown() throws IOException {
    var guide = Files.readString(Path.of("../docs/tasks.md"));
    var begins = guide.indexOf("```json") + "```json".length();
    return (ObjectNode) JSON.readTree(guide.substring(begins, guide.indexOf("```", begins)));
  }

  @Test
  @Timeout(180)
  void whatFunctionsGiveIsWhatThreadsGiveThoughOneWasKilledAndIsNotMadeAgain() throws Exception {
    TreeMap<Long, byte[]> local;
    try (var node = node("alone")) {
      var api = new Api(node);
      api.register("shapes", folder.resolve("images/train"));
      var view = api.run(shown());
      assertEquals(SAMPLES, view.path("rows").asInt(), view.toString());
      local = api.rows("thumbnails", "middle", SAMPLES);
      assertEquals(8 + 3 * 32 * 32, local.firstEntry().getValue().length);
    }
    try (var node =
        node(
            "clustered",
            "lambda.mode=local",
            "lambda.nodes=2",
            "lambda.code=1+1",
            "lambda.memory=256 MiB",
            "lambda.tasks=2")) {
      var api = new Api(node);
      api.register("shapes", folder.resolve("images/train"));
      var wish = shown();
      wish.putArray("engines").add("lambda");
      api.send("POST", "/v1/tasks", wish.toString(), 202);
      kill(node);
      var view = api.done("thumbnails");
      assertEquals(0, view.path("rowsKnown").asInt());
      assertTrue(view.at("/tasks/failures").asInt() >= 1, "one was killed: " + view);
      assertTrue(view.path("costMicroUsd").asDouble() > 0, view.toString());
      var remote = api.rows("thumbnails", "middle", SAMPLES);
      assertEquals(local.keySet(), remote.keySet());
      local.forEach((row, bytes) -> assertArrayEquals(bytes, remote.get(row), "row " + row));

      var again = api.run(wish);
      assertEquals(SAMPLES, again.path("rowsKnown").asInt());
      assertEquals(0, again.at("/tasks/attempts").asInt(), "nothing is done twice");
      System.out.println(view + System.lineSeparator() + again);
    }
    try (var node = node("alone")) {
      var api = new Api(node);
      var after = api.run(shown());
      assertEquals(SAMPLES, after.path("rowsKnown").asInt(), "what is kept outlives the node");
    }
  }

  /** Ends the first process that does a task, by its id. */
  private static void kill(SheafNode node) {
    var lambda = node.functions().orElseThrow().local().orElseThrow();
    while (true) {
      var running =
          lambda.figures().environments().stream()
              .filter(each -> each.function().endsWith("-tasks") && each.pid() > 0)
              .filter(each -> each.state().equals("running"))
              .findFirst();
      if (running.isPresent()) {
        ProcessHandle.of(running.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  @Timeout(180)
  void framesOfAMovieAreFoundOnceAndReadByTheirPlaces() throws Exception {
    var frames = new ArrayList<byte[]>();
    var movie = new ByteArrayOutputStream();
    try (var files = Files.walk(folder.resolve("images/train"))) {
      for (var file : files.filter(Files::isRegularFile).sorted().limit(60).toList()) {
        frames.add(Files.readAllBytes(file));
        movie.write(frames.getLast());
      }
    }
    var clips = Files.createDirectories(folder.resolve("clips"));
    Files.write(clips.resolve("walk.mjpeg"), movie.toByteArray());
    try (var node = node("alone")) {
      var api = new Api(node);
      api.register("clips", clips);
      var wish =
          """
          {"name": "film", "dataset": "clips", "source": "movie", "movie": "walk.mjpeg",
           "rows": {"first": 1, "step": 13},
           "stages": [{"op": "decode"}, {"op": "difference", "inputs": ["decode"]},
                      {"name": "still", "op": "resize", "height": 16, "width": 16, "inputs": ["decode"]}]}
          """;
      var view = api.run(JSON.readTree(wish));
      assertEquals(5, view.path("rows").asInt(), view.toString());
      var moved = api.rows("film", "difference", 5);
      assertEquals(List.of(1L, 14L, 27L, 40L, 53L), List.copyOf(moved.keySet()));
      var before = JdkImages.decode(frames.get(13)).orElseThrow().planes();
      var after = JdkImages.decode(frames.get(14)).orElseThrow().planes();
      var apart = moved.get(14L);
      for (int i = 0; i < after.length; i++) {
        assertEquals(
            Math.abs((after[i] & 0xFF) - (before[i] & 0xFF)), apart[8 + i] & 0xFF, "at " + i);
      }
      var reads = node.storage().originGets();
      assertEquals(5, api.rows("film", "still", 5).size());
      var more = api.run(JSON.readTree(wish.replace("\"step\": 13", "\"step\": 26")));
      assertEquals(0, more.at("/tasks/attempts").asInt());
      assertEquals(reads, node.storage().originGets(), "frames that are known are not read");
    }
  }

  @Test
  @Timeout(180)
  void batchesTakeThePixelsThatTasksMade() throws Exception {
    byte[] decoded;
    try (var node = node("alone")) {
      var api = new Api(node);
      api.register("shapes", folder.resolve("images/train"));
      decoded = api.preparedTensor("before", BATCH);
      assertEquals(BATCH, api.metric("sheaf_prepared_decodes_total"));
      var decoder = node.decoderLabel().startsWith("ImageIO") ? "portable" : "native";
      api.run(
          JSON.readTree(
              """
              {"name": "pixels", "dataset": "shapes", "engines": ["local"],
               "stages": [{"op": "decode", "decoder": "%s"}]}
              """
                  .formatted(decoder)));
    }
    try (var node = node("alone")) {
      var api = new Api(node);
      assertArrayEquals(decoded, api.preparedTensor("after", BATCH));
      assertEquals(0, api.metric("sheaf_prepared_decodes_total"), "nothing was decoded");
    }
  }

  @Test
  @Timeout(180)
  void whatIsWrongIsNamedByItsField() throws Exception {
    try (var node = node("alone")) {
      var api = new Api(node);
      api.register("shapes", folder.resolve("images/train"));
      assertEquals("stages[1].op", api.refused("[{'op':'decode'},{'op':'resise'}]", ""));
      assertEquals(
          "stages[1].inputs[0]",
          api.refused("[{'op':'decode'},{'name':'a','op':'blend','inputs':['b','decode']}]", ""));
      assertEquals("stages[0].inputs[0]", api.refused("[{'op':'crop','height':1,'width':1}]", ""));
      assertEquals("rows", api.refused("[{'op':'decode'}]", ",'rows':{'first':900000}"));
      assertEquals("engines[0]", api.refused("[{'op':'decode'}]", ",'engines':['lamda']"));
      assertEquals(
          "movie", api.refused("[{'op':'decode'}]", ",'source':'movie','movie':'no.mjpg'"));
      assertEquals("movie", api.refused("[{'op':'decode'}]", ",'movie':'no.mjpg'"));
      assertEquals("stages", api.refused("[]", ""));
      assertEquals("stages[0].fanOut", api.refused("[{'op':'decode','fanOut':0}]", ""));
      assertEquals("stages[0].size", api.refused("[{'op':'decode','size':3}]", ""));
      api.send("GET", "/v1/tasks/nobody", "", 404);
      api.send("POST", "/v1/tasks", "{\"dataset\": \"none\", \"stages\": []}", 404);
      api.send("POST", "/v1/tasks", "{\"datasett\": \"shapes\"}", 400);
    }
  }

  /** Calls of a node that say what they expect. */
  private record Api(SheafNode node) {
    byte[] send(String method, String path, String body, int status) throws Exception {
      var reply = call(method, path, body);
      var said = new String(reply.body(), StandardCharsets.UTF_8);
      assertEquals(status, reply.statusCode(), () -> method + " " + path + ": " + said);
      return reply.body();
    }

    private HttpResponse<byte[]> call(String method, String path, String body) throws Exception {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://" + node.apiAddress() + path))
              .header("Content-Type", "application/json")
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofByteArray());
    }

    void register(String name, Path images) throws Exception {
      var body = "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(images.toUri());
      call("PUT", "/v1/datasets/" + name, body);
      while (!JSON.readTree(send("GET", "/v1/datasets/" + name, "", 200))
          .path("status")
          .asText()
          .equals("ready")) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    JsonNode run(JsonNode wish) throws Exception {
      send("POST", "/v1/tasks", wish.toString(), 202);
      return done(wish.path("name").asText());
    }

    JsonNode done(String run) throws Exception {
      while (true) {
        var view = JSON.readTree(send("GET", "/v1/tasks/" + run, "", 200));
        var phase = view.path("phase").asText();
        if (!phase.equals("running") && !phase.equals("indexing")) {
          assertEquals("done", phase, view.toString());
          return view;
        }
        LockSupport.parkNanos(2_000_000);
      }
    }

    TreeMap<Long, byte[]> rows(String run, String stage, int count) throws Exception {
      var rows = new TreeMap<Long, byte[]>();
      while (rows.size() < count) {
        var path =
            "/v1/tasks/%s/results/%s?from=%d&count=%d".formatted(run, stage, rows.size(), SHOWN);
        var body = ByteBuffer.wrap(send("GET", path, "", 200)).order(ByteOrder.LITTLE_ENDIAN);
        var header = BatchFormat.header(body.slice(0, BatchHeader.BYTES));
        body.position(BatchHeader.BYTES);
        for (int i = 0; i < header.count(); i++) {
          var head = BatchFormat.head(body.slice(body.position(), FrameHead.BYTES));
          body.position(body.position() + FrameHead.BYTES);
          var bytes = new byte[head.length()];
          body.get(bytes);
          assertEquals(FrameHead.OK, head.status());
          rows.put(head.id(), bytes);
        }
      }
      return rows;
    }

    /** The pixels of a new job's first batch. */
    byte[] preparedTensor(String job, int batch) throws Exception {
      send(
          "POST",
          "/v1/jobs",
          """
          {"name": "%s", "dataset": "shapes", "contract": "strict", "batchSize": %d,
           "epochs": 1, "seed": 3}
          """
              .formatted(job, batch),
          201);
      var path =
          "/v1/jobs/%s/epochs/0/ranks/0/batches/0?generation=1&form=prepared&size=%dx%d"
              .formatted(job, SIDE, SIDE);
      var body = send("GET", path, "", 200);
      var tensor = batch * 3 * SIDE * SIDE;
      assertEquals(BatchHeader.BYTES + batch * FrameHead.BYTES + tensor, body.length);
      return Arrays.copyOfRange(body, body.length - tensor, body.length);
    }

    double metric(String name) throws Exception {
      return new String(send("GET", "/metrics", "", 200), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    }

    String refused(String stages, String more) throws Exception {
      var body = ("{'dataset':'shapes','stages':" + stages + more + "}").replace('\'', '"');
      return JSON.readTree(send("POST", "/v1/tasks", body, 422)).path("field").asText();
    }
  }
}
