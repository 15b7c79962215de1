package dev.sheaf.actors.dataset;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.policies.dataset.LabelRuns;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/**
 * Indexes a dataset: lists it once, reads every byte once, stores the manifest.
 *
 * <p>The manifest is on disk before {@link #index} returns; the same objects give the same version.
 * What is found meanwhile is on the same disk, so that a dataset may have more samples than heap
 * could hold. Blocks; call it on a virtual thread.
 */
public final class DatasetIndexer {
  /** The pages that files without samples are cut into. */
  public static final int PAGE_BYTES = 64 << 10;

  /** Cuts files that hold no samples into pages. */
  public static final String PAGES = PagesFormat.NAME;

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
   * @param formatName auto, folder, tar, cifar or pages
   * @throws DatasetException when what is there cannot be a dataset
   */
  public DatasetEntry index(IndexPass pass, String name, String formatName) throws IOException {
    try (var objects = store.nothingListed();
        var found = store.nothingFound()) {
      list(pass.root(), objects);
      var format = DatasetFormat.of(formatName, pass.root(), objects);
      var classes = format.index(pass, objects, found);
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
          table.totalBytes(),
          classes,
          note(format, found, classes));
    }
  }

  private void list(URI root, ObjectList objects) throws IOException {
    try {
      origin.list(
          root,
          object -> {
            try {
              objects.add(object);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (objects.listed().count() == 0) {
      throw new DatasetException(
          root + " is empty", "give a folder with images, a tar file or CIFAR batches");
    }
  }

  /** A class folder is sorted by nature, and the layout takes every object apart anyway. */
  private static String note(DatasetFormat format, FoundSamples found, List<String> classes)
      throws IOException {
    return found.oneObjectEach() || format.name().equals("folder")
        ? ""
        : LabelRuns.note(found.count(), found.samples()::label, classes.size());
  }

  /** Of the place, so that a dataset that grows keeps its neighbours apart in the same way. */
  private static long seed(URI root) {
    return Draw.draw(0, root.toString());
  }
}
