package dev.sheaf.actors.task;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.task.TaskDoor.Source;
import dev.sheaf.actors.task.TaskDoor.Wish;
import dev.sheaf.policies.task.ContentName;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.wire.task.JpegFrames;
import dev.sheaf.wire.task.TaskCall;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source of a run in its dataset. A movie's frames are found by a task, once: it is named
 * by the movie, and its only row is the index.
 */
final class TaskOpening {
  private static final List<Long> WHOLE = List.of(0L);

  /** Version of what the index of a movie is. */
  private static final String INDEX = "index@1";

  private final Manifest manifest;
  private final TaskRuns.Ports ports;
  private final TaskShelf shelf;
  private @Nullable TaskSource samples;
  private long movie = -1;

  TaskOpening(Manifest manifest, TaskRuns.Ports ports, TaskShelf shelf) {
    this.manifest = manifest;
    this.ports = ports;
    this.shelf = shelf;
  }

  /** What of the wish does not fit the dataset. */
  Optional<Flaw> look(Wish wish) {
    return switch (wish.source()) {
      case Source.Samples all -> {
        samples = new SampleTaskSource(manifest, ports.reader(), false);
        yield rows(wish);
      }
      case Source.Sequence ordered -> {
        if (manifest.objects() != manifest.table().samples()) {
          yield Optional.of(
              new Flaw(
                  "source",
                  "sequence of " + manifest.version().dataset(),
                  "a dataset with one object a sample: only their names have an order"));
        }
        samples = new SampleTaskSource(manifest, ports.reader(), true);
        yield rows(wish);
      }
      case Source.Movie film -> {
        movie = find(film.key());
        yield movie >= 0
            ? Optional.empty()
            : Optional.of(
                new Flaw(
                    "movie", film.key(), "the key of a sample of " + manifest.version().dataset()));
      }
    };
  }

  private Optional<Flaw> rows(Wish wish) {
    var count = manifest.table().samples();
    var rows = wish.rows();
    var last = rows.last() < 0 ? count - 1 : rows.last();
    if (last >= count || rows.first() > last) {
      return Optional.of(
          new Flaw(
              "rows",
              "%d..%d".formatted(rows.first(), last),
              "inside 0..%d: there are %d".formatted(count - 1, count)));
    }
    var many = (last - rows.first()) / rows.step() + 1;
    return many <= TaskRuns.MOST_ROWS
        ? Optional.empty()
        : Optional.of(
            new Flaw("rows", many + " rows", "at most %d a run".formatted(TaskRuns.MOST_ROWS)));
  }

  private long find(String key) {
    for (long id = 0; id < manifest.table().samples(); id++) {
      if (manifest.nameOf(id).equals(key)) {
        return id;
      }
    }
    return -1;
  }

  private String indexHash() {
    return ContentName.of(List.of(INDEX, manifest.version().hash(), String.valueOf(movie)));
  }

  /** True when the movie's frames have to be found first. */
  boolean needsIndex() {
    return samples == null && !shelf.has(indexHash(), 0);
  }

  /** The task that finds them. */
  TaskLoad index(TaskRun run) {
    var file = new SampleTaskSource(manifest, ports.reader(), false);
    return new TaskLoad(
        ContentName.of(List.of("task", indexHash())),
        indexHash(),
        WHOLE,
        () -> {
          var table = new TreeMap<Long, dev.sheaf.wire.task.Cell>();
          file.read(List.of(movie), run.wish.payer()).forEach((id, cell) -> table.put(0L, cell));
          return new TaskCall(
              List.of(new TaskCall.Step(TaskCall.INDEX, new TreeMap<>(), List.of(-1))),
              List.of(table),
              WHOLE);
        },
        run.wish.payer(),
        run.picoUsd);
  }

  /** The source, once its index is there. */
  TaskSource open() throws IOException {
    if (samples != null) {
      return samples;
    }
    var index = shelf.get(indexHash(), 0);
    if (index.isEmpty() || !index.get().isOk()) {
      throw new IOException("the movie's frames cannot be found: its file is gone");
    }
    var frames = JpegFrames.read(index.get().bytes());
    if (frames.frames().isEmpty()) {
      throw new IOException(
          "%s has no frame: a movie must be JPEG images one after the other"
              .formatted(manifest.nameOf(movie)));
    }
    return new MovieTaskSource(manifest, ports.origin(), movie, frames);
  }
}
