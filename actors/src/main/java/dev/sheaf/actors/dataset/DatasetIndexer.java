package dev.sheaf.actors.dataset;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.policies.dataset.LabelRuns;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Indexes a dataset: lists it once, reads every byte once, stores the manifest.
 *
 * <p>The manifest is on disk before {@link #index} returns; the same objects give the same version.
 * Blocks; call it on a virtual thread.
 */
public final class DatasetIndexer {
  private final Origin origin;
  private final ManifestStore store;

  /** An indexer of what {@code origin} has. */
  public DatasetIndexer(Origin origin, ManifestStore store) {
    this.origin = origin;
    this.store = store;
  }

  /** A pass over {@code root} that has not begun; its progress may be watched. */
  public IndexPass pass(URI root) {
    return new IndexPass(origin, root);
  }

  /**
   * Runs a pass to its end.
   *
   * @param name of the dataset
   * @param formatName auto, folder, tar or cifar
   * @throws DatasetException when what is there cannot be a dataset
   */
  public DatasetEntry index(IndexPass pass, String name, String formatName) throws IOException {
    var objects = new ArrayList<OriginObject>();
    origin.list(pass.root(), objects::add);
    if (objects.isEmpty()) {
      throw new DatasetException(
          pass.root() + " is empty", "give a folder with images, a tar file or CIFAR batches");
    }
    var format = DatasetFormat.of(formatName, pass.root(), objects);
    var classes = format.index(pass, objects);
    var found = pass.found();
    var version =
        new ManifestWriter(store, found)
            .write(
                new ManifestWriter.Description(
                    name,
                    pass.root().toString(),
                    format.name(),
                    format.encoding(),
                    classes,
                    seed(pass.root()),
                    origin.tagsLast(pass.root())));
    var table = store.open(version).table();
    return new DatasetEntry(
        version,
        pass.root().toString(),
        format.name(),
        found.count(),
        table.packages(),
        Arrays.stream(found.lengths()).asLongStream().sum(),
        classes,
        note(format, found, classes));
  }

  /** A class folder is sorted by nature, and the layout takes every object apart anyway. */
  private static String note(DatasetFormat format, FoundSamples found, List<String> classes) {
    return found.oneObjectEach() || format.name().equals("folder")
        ? ""
        : LabelRuns.note(found.labels(), classes.size());
  }

  /** Of the place, so that a dataset that grows keeps its neighbours apart in the same way. */
  private static long seed(URI root) {
    return Draw.draw(0, root.toString());
  }
}
