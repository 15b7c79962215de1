package dev.sheaf.node.demo;

import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The images of a demo.
 *
 * @param train what is trained on
 * @param test what is predicted; null when a seeded share of {@code train} is held out instead
 */
record DemoData(Path train, @Nullable Path test) {
  /** A tenth is held out where there is no test folder. */
  static final int HELD_OUT_THOUSANDTHS = 100;

  private static final int TRAIN_PER_CLASS = 1_000;
  private static final int TEST_PER_CLASS = 100;

  static DemoData find(DemoOptions options, Path folder, Consumer<String> print)
      throws DemoException, IOException {
    var given = options.data();
    if (given == null) {
      print.accept(
          "making %,d images of ten shapes (seed %d)"
              .formatted(
                  (TRAIN_PER_CLASS + TEST_PER_CLASS) * ImageSynthesizer.CLASSES.size(),
                  options.seed()));
      var made = folder.resolve("images");
      new ImageSynthesizer(options.seed()).write(made, TRAIN_PER_CLASS, TEST_PER_CLASS);
      return new DemoData(made.resolve("train"), made.resolve("test"));
    }
    if (!Files.exists(given)) {
      throw new DemoException("--data " + given + " does not exist: check the path");
    }
    var train = given.resolve("train").toAbsolutePath();
    var test = given.resolve("test").toAbsolutePath();
    return Files.isDirectory(train)
        ? new DemoData(train, Files.isDirectory(test) ? test : null)
        : new DemoData(given.toAbsolutePath(), null);
  }

  /** Bytes of what is trained on. */
  long trainBytes() throws DemoException, IOException {
    try (var all = Files.walk(train, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (UncheckedIOException e) {
      throw new DemoException(
          "--data " + train + " cannot be listed, check permissions and links: " + e.getCause());
    }
  }
}
