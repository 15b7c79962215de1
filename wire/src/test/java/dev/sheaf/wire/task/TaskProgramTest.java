package dev.sheaf.wire.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.task.TaskCall.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TaskProgramTest {
  private static Step step(String op, Map<String, String> params, Integer... inputs) {
    return new Step(op, new TreeMap<>(params), List.of(inputs));
  }

  private static Cell picture(int height, int width, int... values) {
    var planes = new byte[Picture.PLANES * height * width];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) values[i % values.length];
    }
    return Cell.of(new Picture(planes, height, width).bytes());
  }

  private static SortedMap<Long, Cell> table(Cell... cells) {
    var table = new TreeMap<Long, Cell>();
    for (int i = 0; i < cells.length; i++) {
      table.put((long) i, cells[i]);
    }
    return table;
  }

  private static SortedMap<Long, Cell> done(TaskCall call) throws Exception {
    var read = TaskCall.read(call.bytes());
    assertEquals(call.steps(), read.steps());
    assertEquals(call.rows(), read.rows());
    var answer = TaskAnswer.read(TaskProgram.run(read, null).bytes());
    return assertInstanceOf(TaskAnswer.Done.class, answer).cells();
  }

  private static byte[] planes(Cell cell) throws WireFormatException {
    return Picture.read(cell.bytes()).planes();
  }

  @Test
  void aSmallerPictureIsTheRoundedMeanAndALargerOneItsNearestPixels() throws Exception {
    var call =
        new TaskCall(
            List.of(step("resize", Map.of("height", "1", "width", "2"), -1)),
            List.of(table(picture(2, 2, 0, 10, 21, 30))),
            List.of(0L));
    assertArrayEquals(new byte[] {11, 20, 11, 20, 11, 20}, planes(done(call).get(0L)));
    var crop =
        new TaskCall(
            List.of(step("crop", Map.of("height", "2", "width", "1"), -1)),
            List.of(table(picture(1, 2, 7, 9))),
            List.of(0L));
    assertArrayEquals(new byte[] {7, 7, 7, 7, 7, 7}, planes(done(crop).get(0L)), "2 times 4");
  }

  @Test
  void aDifferenceIsToTheRowBeforeAndABlendOfTwoTables() throws Exception {
    var call =
        new TaskCall(
            List.of(step("difference", Map.of(), -1), step("blend", Map.of(), 0, -2)),
            List.of(
                table(picture(1, 1, 200), picture(1, 1, 250)),
                table(picture(1, 1, 1), picture(1, 1, 1))),
            List.of(0L, 1L));
    var cells = done(call);
    assertArrayEquals(new byte[] {1, 1, 1}, planes(cells.get(0L)), "(0 + 1 + 1) / 2");
    assertArrayEquals(new byte[] {26, 26, 26}, planes(cells.get(1L)), "(50 + 1 + 1) / 2");
  }

  @Test
  void whatIsNoImageOrNotThereIsSaidRowByRow() throws Exception {
    var call =
        new TaskCall(
            List.of(
                step("decode", Map.of("decoder", "portable"), -1),
                step("resize", Map.of("height", "1", "width", "1"), 0)),
            List.of(
                table(
                    Cell.of(new byte[3072]), Cell.of(new byte[] {1, 2}), Cell.none(Cell.MISSING))),
            List.of(0L, 1L, 2L));
    var cells = done(call);
    assertEquals(
        List.of(Cell.OK, Cell.UNDECODABLE, Cell.MISSING),
        cells.values().stream().map(Cell::status).toList());
  }

  @Test
  void whatCannotBeDoneSaysWhy() {
    var unknown = new TaskCall(List.of(step("melt", Map.of(), -1)), List.of(table()), List.of(0L));
    assertEquals(new TaskAnswer.Failed("there is no op melt"), TaskProgram.run(unknown, null));
    var call =
        new TaskCall(
            List.of(step("decode", Map.of("decoder", "native"), -1)),
            List.of(table(Cell.of(new byte[3072]))),
            List.of(0L));
    assertEquals(
        new TaskAnswer.Failed("there is no native decoder here: use decoder portable"),
        TaskProgram.run(call, null));
    var sizes =
        new TaskCall(
            List.of(step("blend", Map.of(), -1, -2)),
            List.of(table(picture(1, 1, 1)), table(picture(1, 2, 1))),
            List.of(0L));
    assertEquals(
        new TaskAnswer.Failed("blend needs pictures of one size but got 1 times 1 and 1 times 2"),
        TaskProgram.run(sizes, null));
  }

  @Test
  void aCallOrAnAnswerThatIsCutShortIsRefused() throws Exception {
    var call =
        new TaskCall(
            List.of(step("decode", Map.of("decoder", "portable"), -1)),
            List.of(table(Cell.of(new byte[3072]))),
            List.of(0L));
    var bytes = call.bytes();
    for (int length = 0; length < bytes.length; length += 97) {
      var cut = Arrays.copyOf(bytes, length);
      assertThrows(WireFormatException.class, () -> TaskCall.read(cut), length + " bytes");
    }
    var answer = TaskProgram.run(call, null).bytes();
    var cut = Arrays.copyOf(answer, answer.length - 1);
    assertThrows(WireFormatException.class, () -> TaskAnswer.read(cut));
    assertThrows(WireFormatException.class, () -> TaskPayload.read(new byte[] {'"', '*', '"'}));
    assertThrows(WireFormatException.class, () -> TaskPayload.read(new byte[0]));
    assertArrayEquals(bytes, TaskPayload.read(TaskPayload.of(bytes)));
  }

  /** A JPEG's outline: its begin, a segment with {@code inside}, a scan, its end. */
  private static byte[] jpeg(int... inside) {
    var out = new java.io.ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE1});
    out.write(0);
    out.write(2 + inside.length);
    for (int each : inside) {
      out.write(each);
    }
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 3, 1});
    out.writeBytes(new byte[] {5, (byte) 0xFF, 0, 6, (byte) 0xFF, (byte) 0xD3, 7});
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    return out.toByteArray();
  }

  @Test
  void framesAreFoundByTheirMarkers() throws Exception {
    var plain = jpeg(1, 2);
    var withThumbnail = jpeg(0xFF, 0xD8, 0xFF, 0xD9);
    var file = new java.io.ByteArrayOutputStream();
    file.writeBytes(plain);
    file.writeBytes(withThumbnail);
    file.writeBytes(new byte[] {'-', '-', (byte) 0xFF, '\n'});
    file.writeBytes(plain);
    file.writeBytes(Arrays.copyOf(plain, plain.length - 2));
    var frames = JpegFrames.find(file.toByteArray());
    var last = plain.length + withThumbnail.length + 4;
    assertEquals(
        List.of(
            new JpegFrames.Frame(0, plain.length),
            new JpegFrames.Frame(plain.length, withThumbnail.length),
            new JpegFrames.Frame(last, plain.length)),
        frames.frames(),
        "the last one has no end");
    assertEquals(frames, JpegFrames.read(frames.bytes()));
    assertTrue(JpegFrames.find(new byte[] {(byte) 0xFF}).frames().isEmpty());
  }
}
