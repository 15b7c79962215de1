package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.node.config.SettingsException;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.torture.Fuzzing.Target;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.Hello;
import dev.sheaf.wire.chunk.Inventory;
import dev.sheaf.wire.chunk.RunReport;
import dev.sheaf.wire.task.Cell;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;
import dev.sheaf.wire.task.TaskPayload;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parsers of what comes from outside a process, each with good input. */
final class FuzzTargets {
  private static final List<Class<? extends Exception>> WIRE =
      List.of(WireFormatException.class, EOFException.class);

  /** All settings are read anew for each input. */
  private static final int SETTINGS_EVERY = 100;

  private FuzzTargets() {}

  static List<Target> all() throws IOException {
    return List.of(
        new Target("batch", List.of(batch(0), batch(1), batch(5)), BatchSeen::read, WIRE),
        new Target(
            "chunk-head",
            List.of(array(ChunkHead.plain(ChunkHead.Kind.GET, 1, 2, 3).bytes())),
            input -> ChunkHead.read(ByteBuffer.wrap(input)),
            WIRE),
        new Target("hello", List.of(new Hello("token", 3, 4, 5, 6, 7).bytes()), Hello::read, WIRE),
        new Target("inventory", List.of(inventory()), FuzzTargets::inventory, WIRE),
        new Target(
            "function-call",
            List.of(
                new FunctionCall(FunctionCall.SERVE, "127.0.0.1", 8700, "t", 1, 2, 3, 4, 5, 6)
                    .bytes()),
            FunctionCall::read,
            WIRE),
        new Target(
            "run-report",
            List.of(new RunReport(1, 2, 3, true, 4, "silent").bytes()),
            RunReport::read,
            WIRE),
        new Target("task-call", List.of(taskCall()), TaskCall::read, WIRE),
        new Target("task-answer", List.of(taskAnswer()), TaskAnswer::read, WIRE),
        new Target("task-payload", List.of(TaskPayload.of(taskAnswer())), TaskPayload::read, WIRE),
        new Target("json", json(), Json::read, List.of(ProblemException.class)),
        new Target(
            "number",
            texts("17", "0", "-4"),
            input -> Numbers.parse("n", new String(input, UTF_8), 0, 100),
            List.of(ProblemException.class)),
        new Target(
            "setting",
            texts(
                "cache.memory=2 GiB",
                "cache.look-ahead=auto",
                "cluster.seeds=[127.0.0.1:1,127.0.0.1:2]",
                "lambda.code=10+2",
                "job.lease=60 s",
                "data.announce=host:1",
                "origin.price.get-usd-per-thousand=0.0004"),
            FuzzTargets::setting,
            List.of(SettingsException.class),
            SETTINGS_EVERY));
  }

  private static void setting(byte[] input) {
    SettingsReader.read(SettingsSources.read(null, Map.of(), List.of(new String(input, UTF_8))));
  }

  private static void inventory(byte[] input) throws IOException {
    Inventory.read(ByteBuffer.wrap(input));
  }

  private static byte[] inventory() {
    return array(
        new Inventory(
                List.of(
                    new Inventory.Held(new ChunkKey(1, 2, 3, 0, 10, 2, 4), 1000),
                    new Inventory.Held(new ChunkKey(1, 2, 4, 0, 10, 2, 5), 2000)))
            .bytes());
  }

  private static byte[] taskAnswer() {
    var cells = new TreeMap<Long, Cell>();
    cells.put(4L, Cell.of(new byte[] {1, 2, 3}));
    cells.put(9L, Cell.none(Cell.MISSING));
    return new TaskAnswer.Done(cells).bytes();
  }

  private static byte[] taskCall() {
    var params = new TreeMap<String, String>();
    params.put("height", "32");
    var cells = new TreeMap<Long, Cell>();
    cells.put(1L, Cell.of(new byte[] {7}));
    return new TaskCall(
            List.of(new TaskCall.Step("resize", params, List.of(-1))), List.of(cells), List.of(1L))
        .bytes();
  }

  private static byte[] batch(int frames) {
    var size = BatchHeader.BYTES + frames * (FrameHead.BYTES + 8);
    var body = MemorySegment.ofArray(new byte[size]);
    BatchFormat.put(new BatchHeader(0, frames, 1, 0, 3, size - BatchHeader.BYTES), body, 0);
    for (int i = 0; i < frames; i++) {
      var at = BatchHeader.BYTES + (long) i * (FrameHead.BYTES + 8);
      var bytes = body.asSlice(at + FrameHead.BYTES, 8);
      BatchFormat.put(head(i, Checksums.crc32(bytes)), body, at);
    }
    return (byte[]) body.heapBase().orElseThrow();
  }

  private static FrameHead head(int id, long sum) {
    return new FrameHead(
        id, sum, 8, 1, FrameHead.MEMORY, FrameHead.ENCODED, (byte) 0, FrameHead.OK);
  }

  private static List<byte[]> json() {
    return texts(
        "{\"name\": \"a\", \"batchSize\": 16, \"epochs\": 3, \"nested\": {\"x\": [1, 2.5, null]}}",
        "{\"state\": {\"job\": \"a\", \"epoch\": 0, \"step\": 4}, \"ranks\": 2}");
  }

  private static List<byte[]> texts(String... texts) {
    return List.of(texts).stream().map(text -> text.getBytes(UTF_8)).toList();
  }

  private static byte[] array(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
