package dev.sheaf.actors.task;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.image.Pixels;
import dev.sheaf.policies.task.Chain;
import dev.sheaf.policies.task.Op;
import dev.sheaf.policies.task.Stage;
import dev.sheaf.policies.task.StageGraph;
import dev.sheaf.policies.task.StageGraph.Checked;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.task.Picture;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Pixels of samples that tasks have made already, for those who would decode them now.
 *
 * <p>Only what was made by the decoder that the asking node has counts: a batch that is asked for
 * again must have the same bytes, whether its pixels are kept or not.
 */
public final class KeptPixels {
  private final String decoder;
  private final Map<Wanted, String> hashes = new ConcurrentHashMap<>();
  private final LongAdder taken = new LongAdder();
  private volatile @Nullable TaskShelf shelf;

  /** Sizes are 0 for the picture's own. */
  private record Wanted(String version, int height, int width) {}

  /** Pixels as these decoders make them; none, until a shelf is opened. */
  public KeptPixels(ImageDecoders decoders) {
    this.decoder = decoders.hasNative() ? "native" : "portable";
  }

  /** From now on this shelf is looked at. */
  public void open(TaskShelf opened) {
    shelf = opened;
  }

  /** The pixels of a sample in its own size. */
  public Optional<Pixels> pixels(DatasetVersion version, long id) {
    return picture(new Wanted(version.hash(), 0, 0), id).map(Planes::interleaved);
  }

  /** Puts the pixels of a sample in this size into {@code planar}; false when they are not kept. */
  public boolean planes(
      DatasetVersion version, long id, MemorySegment planar, int height, int width) {
    var picture = picture(new Wanted(version.hash(), height, width), id);
    picture.ifPresent(pixels ->
        MemorySegment.copy(
            MemorySegment.ofArray(pixels.planes()), 0, planar, 0, pixels.planes().length));
    return picture.isPresent();
  }

  private Optional<Picture> picture(Wanted wanted, long id) {
    var opened = shelf;
    if (opened == null || opened.tasks() == 0) {
      return Optional.empty();
    }
    var hash = hashes.computeIfAbsent(wanted, this::hash);
    if (!opened.has(hash, id)) {
      return Optional.empty();
    }
    try {
      var cell = opened.get(hash, id);
      if (cell.isEmpty() || !cell.get().isOk()) {
        return Optional.empty();
      }
      var picture = Picture.read(cell.get().bytes());
      taken.increment();
      return Optional.of(picture);
    } catch (WireFormatException garbage) {
      return Optional.empty();
    }
  }

  /** The name of what a run of decode, or of decode and resize, gives out. */
  private String hash(Wanted wanted) {
    var stages = new ArrayList<Stage>();
    stages.add(stage("pixels", Op.DECODE, Map.of("decoder", decoder), Stage.SOURCE));
    if (wanted.height() > 0) {
      var size =
          Map.of(
              "height", String.valueOf(wanted.height()), "width", String.valueOf(wanted.width()));
      stages.add(stage("sized", Op.RESIZE, size, "pixels"));
    }
    return switch (StageGraph.check(stages, false)) {
      case Checked.Sound(var graph) ->
          graph.chains(SampleTaskSource.identity(wanted.version())).stream()
              .filter(Chain::wanted)
              .findFirst()
              .orElseThrow()
              .hash();
      // No task has such a size.
      case Checked.Flawed flawed -> "";
    };
  }

  private static Stage stage(String name, Op op, Map<String, String> params, String input) {
    return new Stage(
        name, op.label(), new TreeMap<>(params), List.of(input), 1, Stage.Ordering.NONE);
  }

  /** Pictures that nobody had to decode. */
  public long taken() {
    return taken.sum();
  }
}
