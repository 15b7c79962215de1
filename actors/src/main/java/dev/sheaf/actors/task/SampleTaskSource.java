package dev.sheaf.actors.task;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.SamplePlaces;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.task.SparseOrDense;
import dev.sheaf.policies.task.TaskPlan;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.task.Cell;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a dataset: by id, where tasks stay inside a package; or as a sequence, by the
 * order of the objects' keys, where it is one stream.
 */
final class SampleTaskSource implements TaskSource {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Manifest manifest;
  private final SampleReader reader;
  private final @Nullable SamplePlaces places;

  SampleTaskSource(Manifest manifest, SampleReader reader, boolean sequence) {
    this.manifest = manifest;
    this.reader = reader;
    this.places = sequence ? SamplePlaces.of(manifest) : null;
  }

  /** What the samples of a version are called. */
  static String identity(String versionHash) {
    return "samples " + versionHash;
  }

  private long id(long row) {
    return places == null ? row : places.id((int) row, 0);
  }

  @Override
  public String identity() {
    var hash = manifest.version().hash();
    return places == null ? identity(hash) : "sequence " + hash;
  }

  @Override
  public int label(long row) {
    return manifest.label(id(row));
  }

  @Override
  public TaskPlan.Layout layout() {
    return new TaskPlan.Layout() {
      @Override
      public long rows() {
        return manifest.table().samples();
      }

      @Override
      public long streamOf(long row) {
        return places == null ? manifest.table().packageOf(row) : 0;
      }

      @Override
      public long sizeBytes(long row) {
        return manifest.length(id(row));
      }
    };
  }

  @Override
  public SortedMap<Long, Cell> read(List<Long> rows, Payer payer)
      throws IOException, InterruptedException {
    var ids = rows.stream().map(this::id).toList();
    var request =
        new SampleRequest(
            manifest.version(),
            ids,
            System.nanoTime() + PATIENCE_NANOS,
            SampleRequest.Reach.CLUSTER,
            new SampleRequest.Manner(grain(ids), 0),
            payer);
    var cells = new TreeMap<Long, Cell>();
    try (var stream = reader.read(request)) {
      for (var frame = stream.next(); frame != null; frame = stream.next()) {
        try (var each = frame) {
          cells.put(rows.get(each.position()), cell(each.head(), each.pieces()));
        }
      }
    } catch (SampleReader.Overloaded full) {
      throw new IOException("the node has no room for the task's rows: " + full.getMessage(), full);
    }
    return cells;
  }

  /** Packages of which much is wanted are read whole. */
  private Grain grain(List<Long> ids) {
    Map<Integer, Integer> wanted = new HashMap<>();
    ids.forEach(id -> wanted.merge(manifest.table().packageOf(id), 1, Integer::sum));
    var dense =
        wanted.entrySet().stream()
            .allMatch(each ->
                SparseOrDense.isDense(each.getValue(), manifest.table().count(each.getKey())));
    return dense ? Grain.PACKAGE : Grain.SAMPLE;
  }

  private Cell cell(FrameHead head, List<java.lang.foreign.MemorySegment> pieces)
      throws IOException {
    return switch (head.status()) {
      case FrameHead.OK -> Cell.of(ImageDecoders.joined(pieces));
      case FrameHead.MISSING -> Cell.none(Cell.MISSING);
      default ->
          throw new IOException(
              "%s came with status %d".formatted(manifest.nameOf(head.id()), head.status()));
    };
  }
}
