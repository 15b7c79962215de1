package dev.sheaf.actors.task;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.task.SparseOrDense;
import dev.sheaf.policies.task.TaskPlan;
import dev.sheaf.wire.task.Cell;
import dev.sheaf.wire.task.JpegFrames;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The frames of a motion-JPEG file of a dataset, read by ranges of its bytes. */
final class MovieTaskSource implements TaskSource {
  private final Manifest manifest;
  private final Origin origin;
  private final long movie;
  private final JpegFrames index;

  MovieTaskSource(Manifest manifest, Origin origin, long movie, JpegFrames index) {
    this.manifest = manifest;
    this.origin = origin;
    this.movie = movie;
    this.index = index;
  }

  @Override
  public String identity() {
    return "movie %s %d".formatted(manifest.version().hash(), movie);
  }

  @Override
  public int label(long row) {
    return manifest.label(movie);
  }

  @Override
  public TaskPlan.Layout layout() {
    return new TaskPlan.Layout() {
      @Override
      public long rows() {
        return index.frames().size();
      }

      @Override
      public long streamOf(long row) {
        return movie;
      }

      @Override
      public long sizeBytes(long row) {
        return index.frames().get((int) row).lengthBytes();
      }
    };
  }

  @Override
  public SortedMap<Long, Cell> read(List<Long> rows, Payer payer) throws IOException {
    var cells = new TreeMap<Long, Cell>();
    var read = manifest.readOf(movie);
    for (var span : SparseOrDense.spans(rows)) {
      var first = index.frames().get((int) span.first());
      var last = index.frames().get((int) span.last());
      var length = last.offset() + last.lengthBytes() - first.offset();
      try (var arena = Arena.ofShared()) {
        var bytes = arena.allocate(length);
        origin.read(manifest.root(), read.key(), read.offset() + first.offset(), bytes, read.tag());
        for (var row : rows) {
          if (row >= span.first() && row <= span.last()) {
            cells.put(row, cut(bytes, first.offset(), index.frames().get(row.intValue())));
          }
        }
      }
    }
    return cells;
  }

  private static Cell cut(MemorySegment bytes, long begins, JpegFrames.Frame frame) {
    return Cell.of(
        bytes.asSlice(frame.offset() - begins, frame.lengthBytes()).toArray(ValueLayout.JAVA_BYTE));
  }
}
