package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Images in folders, one folder a class; images at the root have no label. */
final class FolderFormat implements DatasetFormat {
  private static final int PARALLEL_READS = 32;
  private static final int BLOCK = 4_096;

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String encoding() {
    return "image";
  }

  @Override
  public List<String> index(IndexPass pass, List<OriginObject> objects) throws IOException {
    var images = objects.stream().filter(object -> isImage(object.key())).toList();
    if (images.isEmpty()) {
      throw new DatasetException(
          "there is no image below " + pass.root(),
          "give a folder that holds a folder of .jpg or .png files for each class");
    }
    var classes =
        images.stream()
            .map(image -> folderOf(image.key()))
            .filter(f -> !f.isEmpty())
            .distinct()
            .sorted()
            .toList();
    pass.expect(images.size());
    for (var image : images) {
      pass.found().add(addTo(pass, image), 0, length(pass, image), label(classes, image), 0);
    }
    sum(pass, images);
    return classes;
  }

  private static boolean isImage(String key) {
    return DatasetFormat.isImage(key) && !key.substring(key.lastIndexOf('/') + 1).startsWith(".");
  }

  private static int addTo(IndexPass pass, OriginObject image) {
    return pass.found().addObject(image);
  }

  private static int length(IndexPass pass, OriginObject image) throws DatasetException {
    if (image.sizeBytes() < 1 || image.sizeBytes() > Integer.MAX_VALUE - 8) {
      throw new DatasetException(
          pass.nameOf(image) + " has " + image.sizeBytes() + " bytes, which is no image",
          "delete or mend that file, then register again");
    }
    return (int) image.sizeBytes();
  }

  private static int label(List<String> classes, OriginObject image) {
    return classes.isEmpty() ? -1 : classes.indexOf(folderOf(image.key()));
  }

  private static String folderOf(String key) {
    var end = key.lastIndexOf('/');
    return end < 0 ? "" : key.substring(key.lastIndexOf('/', end - 1) + 1, end);
  }

  /** Reads all images side by side for their checksums. */
  private static void sum(IndexPass pass, List<OriginObject> images) throws IOException {
    var permits = new Semaphore(PARALLEL_READS);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < images.size(); from += BLOCK) {
        var block =
            IntStream.range(from, Math.min(images.size(), from + BLOCK))
                .mapToObj(i -> readers.submit(sumOf(pass, images.get(i), i, permits)))
                .toList();
        for (var sum : block) {
          await(sum);
        }
      }
    }
  }

  private static Callable<Integer> sumOf(
      IndexPass pass, OriginObject image, int sample, Semaphore permits) {
    return () -> {
      permits.acquire();
      try {
        var crc = new CRC32();
        crc.update(pass.read(image, 0, (int) image.sizeBytes()));
        pass.found().crc(sample, (int) crc.getValue());
        pass.advance(1);
        return sample;
      } finally {
        permits.release();
      }
    };
  }

  private static void await(Future<Integer> sum) throws IOException {
    try {
      sum.get();
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
