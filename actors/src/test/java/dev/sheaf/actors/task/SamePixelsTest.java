package dev.sheaf.actors.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.task.Cell;
import dev.sheaf.wire.task.Picture;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks give is what readers of the node would have decoded. */
final class SamePixelsTest {
  private static final int HEIGHT = 20;
  private static final int WIDTH = 37;

  @TempDir Path folder;

  @Test
  void aTaskGivesTheSamePixelsAsTheDecoderThatItNames() throws Exception {
    new ImageSynthesizer(3).write(folder, 1, 0);
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        same(Files.readAllBytes(file), ImageDecoders.plain(), "portable");
        same(Files.readAllBytes(file), ImageDecoders.detect(), "native");
      }
    }
  }

  private static void same(byte[] encoded, ImageDecoders decoders, String decoder)
      throws IOException, InterruptedException {
    if (decoder.equals("native") && !decoders.hasNative()) {
      return;
    }
    var planar = MemorySegment.ofArray(new byte[Picture.PLANES * HEIGHT * WIDTH]);
    assertTrue(decoders.decode(List.of(MemorySegment.ofArray(encoded)), planar, HEIGHT, WIDTH));
    var sized = run(encoded, decoders, decoder, true);
    assertArrayEquals(planar.toArray(ValueLayout.JAVA_BYTE), sized.planes(), decoder);
    var whole = run(encoded, decoders, decoder, false);
    assertArrayEquals(
        decoders.pixels(encoded).orElseThrow().rgb().toArray(ValueLayout.JAVA_BYTE),
        Planes.interleaved(whole).rgb().toArray(ValueLayout.JAVA_BYTE),
        decoder);
  }

  private static Picture run(byte[] encoded, ImageDecoders decoders, String decoder, boolean sized)
      throws IOException, InterruptedException {
    var decode =
        new TaskCall.Step("decode", new TreeMap<>(Map.of("decoder", decoder)), List.of(-1));
    var size = Map.of("height", String.valueOf(HEIGHT), "width", String.valueOf(WIDTH));
    var resize = new TaskCall.Step("resize", new TreeMap<>(size), List.of(0));
    var call =
        new TaskCall(
            sized ? List.of(decode, resize) : List.of(decode),
            List.of(new TreeMap<>(Map.of(0L, Cell.of(encoded)))),
            List.of(0L));
    try (var engine = new ThreadTasks("local", 1, decoders)) {
      var answered = (TaskEngine.Result.Answered) engine.run(call, Payer.NOBODY);
      var done = (TaskAnswer.Done) answered.answer();
      return Picture.read(done.cells().firstEntry().getValue().bytes());
    }
  }
}
