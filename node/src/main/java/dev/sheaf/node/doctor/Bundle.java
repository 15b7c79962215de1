package dev.sheaf.node.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** One archive of what somebody needs who helps from afar; every text in it is redacted. */
public final class Bundle {
  private static final int LOG_LINES = 2_000;

  private final Redaction redaction;
  private final Map<String, String> texts = new LinkedHashMap<>();

  /** An empty bundle. */
  public Bundle(Redaction redaction) {
    this.redaction = redaction;
  }

  /** Adds a text under this name. */
  public Bundle add(String name, String text) {
    texts.put(name, redaction.of(text));
    return this;
  }

  /** Adds the end of a log; where it cannot be read, why. */
  public Bundle addTail(Path log) {
    var name = "log/" + String.valueOf(log.getFileName());
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      var tail = new ArrayDeque<String>();
      lines.forEach(line -> {
        tail.add(line);
        if (tail.size() > LOG_LINES) {
          tail.remove();
        }
      });
      return add(name, String.join(System.lineSeparator(), tail));
    } catch (IOException | UncheckedIOException unreadable) {
      return add(name, "cannot be read: " + unreadable.getMessage());
    }
  }

  /** The names that are in it. */
  public Set<String> names() {
    return texts.keySet();
  }

  /** Writes it, for nobody but its owner. */
  public void write(Path file) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
      for (var text : texts.entrySet()) {
        zip.putNextEntry(new ZipEntry(text.getKey()));
        zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }
}
