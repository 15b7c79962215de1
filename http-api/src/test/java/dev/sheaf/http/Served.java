package dev.sheaf.http;

import static java.util.Objects.requireNonNull;

import dev.sheaf.http.fake.FakeNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fake node with both its servers, for all tests of a class. */
final class Served implements BeforeAllCallback, AfterAllCallback {
  private static final int SAMPLE_BYTES = 1000;

  private final UnaryOperator<Servers> prepared;
  private @Nullable Servers servers;
  private @Nullable Path folder;

  private Served(UnaryOperator<Servers> prepared) {
    this.prepared = prepared;
  }

  static Served empty() {
    return new Served(servers -> servers);
  }

  /** With the dataset {@code cats}. */
  static Served withCats() {
    return new Served(Servers::withCats);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("sheaf-served");
    servers = prepared.apply(new Servers(new FakeNode(SAMPLE_BYTES), folder));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    servers().close();
    try (var left = Files.walk(folder())) {
      left.sorted(Comparator.reverseOrder()).forEach(Served::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Servers servers() {
    return requireNonNull(servers);
  }

  Path folder() {
    return requireNonNull(folder);
  }

  FakeNode node() {
    return servers().node;
  }

  Client api() {
    return servers().api;
  }

  Client data() {
    return servers().data;
  }
}
