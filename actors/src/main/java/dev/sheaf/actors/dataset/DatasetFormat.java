package dev.sheaf.actors.dataset;

import dev.sheaf.policies.vocabulary.NearestName;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** How samples and labels lie in the objects of a dataset. */
interface DatasetFormat {
  /** Its name: folder, tar, cifar, or pages for files that hold no samples. */
  String name();

  /** How its samples are encoded: image, cifar or bytes. */
  String encoding();

  /**
   * Adds every sample in {@code objects} to {@code found}, reading each byte once for its checksum.
   *
   * @return class names in order of label; empty when samples have no labels
   * @throws DatasetException when an object is not as the format demands
   */
  List<String> index(IndexPass pass, ObjectList objects, FoundSamples found) throws IOException;

  /** All formats by name. */
  List<DatasetFormat> ALL =
      List.of(new FolderFormat(), new TarFormat(), new CifarFormat(), new PagesFormat());

  /**
   * The format with this name; {@code auto} is found out from the objects' names.
   *
   * @throws DatasetException when there is no such format
   */
  static DatasetFormat of(String name, URI root, ObjectList objects) throws DatasetException {
    if (name.equals("auto")) {
      return detect(root, objects);
    }
    for (var format : ALL) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    var names = List.of("auto", "folder", "tar", "cifar");
    throw new DatasetException(
        "there is no format " + name,
        NearestName.of(name, names)
            .map(n -> "did you mean " + n + "?")
            .orElse("use one of " + names));
  }

  /** A root that is a file has one object, whose key is empty. */
  private static DatasetFormat detect(URI root, ObjectList objects) {
    if (TarFormat.isTar(root.toString())
        || objects.stream().anyMatch(object -> TarFormat.isTar(object.key()))) {
      return new TarFormat();
    }
    if (objects.stream().anyMatch(object -> CifarFormat.isBatch(object))) {
      return new CifarFormat();
    }
    return new FolderFormat();
  }

  /** True when the name ends like an image's. */
  static boolean isImage(String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg")
        || lower.endsWith(".mjpg")
        || lower.endsWith(".mjpeg")
        || lower.endsWith(".jpeg")
        || lower.endsWith(".png")
        || lower.endsWith(".bmp")
        || lower.endsWith(".gif");
  }
}
