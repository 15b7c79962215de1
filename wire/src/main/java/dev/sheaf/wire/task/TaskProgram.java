package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.task.TaskCall.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does a task, row by row from its last step back to its tables; what two rows need is made once.
 *
 * <p><i>Cost:</i> the pixels of a task's rows on the heap, until the task is done.
 */
public final class TaskProgram {
  private final TaskCall call;
  private final @Nullable Function<byte[], Optional<Picture>> fast;
  private final Map<Key, Optional<Picture>> made = new HashMap<>();

  private record Key(int step, long row) {}

  private TaskProgram(TaskCall call, @Nullable Function<byte[], Optional<Picture>> fast) {
    this.call = call;
    this.fast = fast;
  }

  /**
   * Does it.
   *
   * @param fast this machine's own decoder, for steps that ask for it; null where there is none
   */
  public static TaskAnswer run(TaskCall call, @Nullable Function<byte[], Optional<Picture>> fast) {
    try {
      return new TaskProgram(call, fast).run();
    } catch (TaskException | WireFormatException wrong) {
      return new TaskAnswer.Failed(String.valueOf(wrong.getMessage()));
    }
  }

  private TaskAnswer run() throws WireFormatException {
    var last = call.steps().size() - 1;
    if (last < 0) {
      throw new TaskException("a task must have a step at least");
    }
    var cells = new TreeMap<Long, Cell>();
    for (long row : call.rows()) {
      cells.put(row, cell(last, row));
    }
    return new TaskAnswer.Done(cells);
  }

  private Cell cell(int step, long row) throws WireFormatException {
    if (call.steps().get(step).op().equals(TaskCall.INDEX)) {
      var file = table(call.steps().get(step).inputs().getFirst(), row);
      return file.isOk() ? Cell.of(JpegFrames.find(file.bytes()).bytes()) : file;
    }
    var picture = picture(step, row);
    return picture.map(pixels -> Cell.of(pixels.bytes())).orElseGet(() -> lost(step, row));
  }

  /** Why a row has no pixels: what is missing below it, else that it cannot be decoded. */
  private Cell lost(int step, long row) {
    for (int input : call.steps().get(step).inputs()) {
      var below = input < 0 ? table(input, row) : lost(input, row);
      if (below.status() == Cell.MISSING) {
        return Cell.none(Cell.MISSING);
      }
    }
    return Cell.none(Cell.UNDECODABLE);
  }

  private Cell table(int input, long row) {
    var table = -1 - input;
    if (table < 0 || table >= call.tables().size()) {
      throw new TaskException("a step reads table %d, which there is not".formatted(table));
    }
    var cell = call.tables().get(table).get(row);
    if (cell == null) {
      throw new TaskException("row %d of table %d was not sent".formatted(row, table));
    }
    return cell;
  }

  private Optional<Picture> picture(int step, long row) throws WireFormatException {
    var key = new Key(step, row);
    var known = made.get(key);
    if (known == null) {
      known = make(call.steps().get(step), row);
      made.put(key, known);
    }
    return known;
  }

  private Optional<Picture> make(Step step, long row) throws WireFormatException {
    return switch (step.op()) {
      case "decode" -> decode(step, row);
      case "resize" ->
          input(step, 0, row)
              .map(from -> PictureOps.resize(from, side(step, "height"), side(step, "width")));
      case "crop" ->
          input(step, 0, row)
              .map(from -> PictureOps.crop(from, side(step, "height"), side(step, "width")));
      case "difference" -> {
        var before = input(step, 0, Math.max(0, row - 1));
        var after = input(step, 0, row);
        yield before.isEmpty() || after.isEmpty()
            ? Optional.empty()
            : Optional.of(PictureOps.difference(before.get(), after.get()));
      }
      case "blend" -> {
        var one = input(step, 0, row);
        var other = input(step, 1, row);
        yield one.isEmpty() || other.isEmpty()
            ? Optional.empty()
            : Optional.of(PictureOps.blend(one.get(), other.get()));
      }
      default -> throw new TaskException("there is no op " + step.op());
    };
  }

  private Optional<Picture> decode(Step step, long row) {
    var cell = table(step.inputs().getFirst(), row);
    if (!cell.isOk()) {
      return Optional.empty();
    }
    if (!"native".equals(step.params().get("decoder"))) {
      return JdkImages.decode(cell.bytes());
    }
    if (fast == null) {
      throw new TaskException("there is no native decoder here: use decoder portable");
    }
    return fast.apply(cell.bytes());
  }

  private Optional<Picture> input(Step step, int place, long row) throws WireFormatException {
    var input = step.inputs().get(place);
    if (input >= 0) {
      return picture(input, row);
    }
    var cell = table(input, row);
    return cell.isOk() ? Optional.of(Picture.read(cell.bytes())) : Optional.empty();
  }

  private static int side(Step step, String name) {
    return Integer.parseInt(Objects.requireNonNull(step.params().get(name), name));
  }
}
