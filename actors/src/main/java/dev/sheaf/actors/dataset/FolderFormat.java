package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32;

/**
 * Images in folders, one folder a class; images at the root have no label.
 *
 * <p><i>Cost:</i> 8 bytes of heap an image while its package is chosen; images that would take more
 * than half of the heap so are refused before one is read.
 */
final class FolderFormat implements DatasetFormat {
  private static final int PARALLEL_READS = 32;
  private static final int BLOCK = 4_096;
  private static final int HEAP_BYTES_PER_IMAGE = 8;

  private final long mostImages;

  /** For as many images as this process's heap can order. */
  FolderFormat() {
    this(Runtime.getRuntime().maxMemory() / 2 / HEAP_BYTES_PER_IMAGE);
  }

  FolderFormat(long mostImages) {
    this.mostImages = mostImages;
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String encoding() {
    return "image";
  }

  @Override
  public List<String> index(IndexPass pass, ObjectList objects, FoundSamples found)
      throws IOException {
    var folders = new TreeSet<String>();
    var count = 0L;
    for (var image : images(objects)) {
      hold(pass, image);
      folders.add(folderOf(image.key()));
      count++;
    }
    hold(pass, count);
    pass.expect(count);
    folders.remove("");
    read(pass, images(objects), labels(folders), found);
    return List.copyOf(folders);
  }

  private static Iterable<OriginObject> images(ObjectList objects) {
    return () -> objects.stream().filter(object -> isImage(object.key())).iterator();
  }

  private static boolean isImage(String key) {
    return DatasetFormat.isImage(key) && !key.substring(key.lastIndexOf('/') + 1).startsWith(".");
  }

  private static void hold(IndexPass pass, OriginObject image) throws DatasetException {
    if (image.sizeBytes() < 1 || image.sizeBytes() > Integer.MAX_VALUE - 8) {
      throw new DatasetException(
          pass.nameOf(image) + " has " + image.sizeBytes() + " bytes, which is no image",
          "delete or mend that file, then register again");
    }
  }

  private void hold(IndexPass pass, long count) throws DatasetException {
    if (count == 0) {
      throw new DatasetException(
          "there is no image below " + pass.root(),
          "give a folder that holds a folder of .jpg or .png files for each class");
    }
    if (count > mostImages) {
      throw new DatasetException(
          "there are %,d images below %s, and this node's heap can order %,d that are an object each"
              .formatted(count, pass.root(), mostImages),
          "pack them into tar shards, or start the node with more heap (SHEAF_HEAP=4g)");
    }
  }

  private static Map<String, Integer> labels(SortedSet<String> folders) {
    var labels = new HashMap<String, Integer>();
    folders.forEach(folder -> labels.put(folder, labels.size()));
    return labels;
  }

  private static String folderOf(String key) {
    var end = key.lastIndexOf('/');
    return end < 0 ? "" : key.substring(key.lastIndexOf('/', end - 1) + 1, end);
  }

  /** Reads a block of images after the other, those of one side by side, and adds them in order. */
  private static void read(
      IndexPass pass,
      Iterable<OriginObject> images,
      Map<String, Integer> labels,
      FoundSamples found)
      throws IOException {
    var block = new ArrayList<OriginObject>();
    for (var all = images.iterator(); all.hasNext(); ) {
      block.add(all.next());
      if (block.size() == BLOCK || !all.hasNext()) {
        var sums = sums(pass, block).iterator();
        for (var image : block) {
          var object = found.addObject(image);
          var label = labels.getOrDefault(folderOf(image.key()), -1);
          var length = (int) image.sizeBytes();
          found.add(new SampleRows.Row(object, 0, length, label, sums.next()));
        }
        block.clear();
      }
    }
  }

  private static List<Integer> sums(IndexPass pass, List<OriginObject> block) throws IOException {
    var permits = new Semaphore(PARALLEL_READS);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var sums = block.stream().map(image -> readers.submit(sumOf(pass, image, permits))).toList();
      var arrived = new ArrayList<Integer>();
      for (var sum : sums) {
        arrived.add(await(sum));
      }
      return arrived;
    }
  }

  private static Callable<Integer> sumOf(IndexPass pass, OriginObject image, Semaphore permits) {
    return () -> {
      permits.acquire();
      try {
        var crc = new CRC32();
        crc.update(pass.read(image, 0, (int) image.sizeBytes()));
        pass.advance(1);
        return (int) crc.getValue();
      } finally {
        permits.release();
      }
    };
  }

  private static int await(Future<Integer> sum) throws IOException {
    try {
      return sum.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("indexing was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("an image could not be read: " + e.getCause(), e);
    }
  }
}
