package dev.sheaf.node.fuzz;

import static dev.sheaf.node.fuzz.Seeds.array;
import static dev.sheaf.node.fuzz.Target.stable;

import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.http.batch.CostTrailer;
import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.batch.BatchDecoder;
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
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frames between nodes, clients and functions. */
final class WireTargets {
  private static final List<Class<? extends Exception>> REFUSALS =
      List.of(WireFormatException.class, EOFException.class);
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(4096, 1 << 20);

  private WireTargets() {}

  static List<Target> all() throws IOException {
    return List.of(
        new Target(
            "batch", List.of(batch(0), batch(1), batch(5)), WireTargets::readBatch, REFUSALS),
        new Target(
            "cost-trailer",
            List.of(CostTrailer.encode(new ReadCost(1, 2, 3, 4, 5, 6, 7))),
            stable(
                input -> CostTrailer.decode(new ByteArrayInputStream(input)), CostTrailer::encode),
            REFUSALS),
        new Target(
            "flat-json",
            List.of(FlatJson.write(Map.of("a", "b\n", "n", -17L, "d", 0.5, "t", true))),
            stable(input -> FlatJson.read(ByteBuffer.wrap(input)), FlatJson::write),
            REFUSALS),
        new Target(
            "chunk-head",
            Arrays.stream(ChunkHead.Kind.values())
                .map(kind -> array(ChunkHead.plain(kind, 1, 2, 3).bytes()))
                .toList(),
            stable(input -> ChunkHead.read(ByteBuffer.wrap(input)), head -> array(head.bytes())),
            REFUSALS),
        new Target(
            "hello",
            List.of(new Hello("token", 3, 4, 5, 6, 7).bytes()),
            stable(Hello::read, Hello::bytes),
            REFUSALS),
        new Target(
            "inventory",
            List.of(inventory()),
            stable(
                input -> Inventory.read(ByteBuffer.wrap(input)),
                inventory -> array(inventory.bytes())),
            REFUSALS),
        new Target(
            "function-call",
            List.of(
                new FunctionCall(FunctionCall.SERVE, "127.0.0.1", 8700, "t", 1, 2, 3, 4, 5, 6)
                    .bytes()),
            stable(FunctionCall::read, FunctionCall::bytes),
            REFUSALS),
        new Target(
            "run-report",
            List.of(new RunReport(1, 2, 3, true, 4, "silent").bytes()),
            stable(RunReport::read, RunReport::bytes),
            REFUSALS),
        new Target(
            "task-call", List.of(taskCall()), stable(TaskCall::read, TaskCall::bytes), REFUSALS),
        new Target(
            "task-answer",
            List.of(taskAnswer()),
            stable(TaskAnswer::read, TaskAnswer::bytes),
            REFUSALS),
        new Target(
            "task-payload",
            List.of(TaskPayload.of(taskAnswer())),
            stable(TaskPayload::read, TaskPayload::of),
            REFUSALS));
  }

  private static void readBatch(byte[] input) throws IOException {
    var batch = new BatchDecoder(new ByteArrayInputStream(input), LIMITS);
    for (var head = batch.next(); head != null; head = batch.next()) {
      if (head.status() == FrameHead.OK && batch.bytes().length != head.length()) {
        throw new IllegalStateException("a frame's bytes are not as many as its head says");
      }
    }
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
}
