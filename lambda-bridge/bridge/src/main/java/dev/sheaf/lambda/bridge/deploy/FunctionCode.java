package dev.sheaf.lambda.bridge.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that functions run: jars below {@code lib/}, classes of folders at its root, as the
 * managed Java runtimes want it. The same jars give the same bytes.
 *
 * @param sha256 base64, as Lambda shows it
 */
public record FunctionCode(Path zip, String sha256, long sizeBytes) {
  /** What may be sent in one request. Source: AWS Lambda quotas, 2026-06. */
  public static final long MOST_BYTES = 50L << 20;

  /** The first moment that a zip can name. */
  private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);

  /**
   * Packs jars, and folders of classes, into {@code zip}.
   *
   * @throws DeployException when the archive is larger than Lambda takes
   */
  public static FunctionCode pack(List<Path> parts, Path zip) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var part : parts.stream().sorted(Comparator.comparing(FunctionCode::name)).toList()) {
        if (Files.isDirectory(part)) {
          addFolder(part, out);
        } else {
          add(part, "lib/" + name(part), out);
        }
      }
    }
    var size = Files.size(zip);
    if (size > MOST_BYTES) {
      throw new DeployException(
          "the functions' archive has %d bytes, and Lambda takes at most %d in a request: %s"
              .formatted(size, MOST_BYTES, zip));
    }
    return new FunctionCode(zip, sha256(zip), size);
  }

  private static String name(Path part) {
    return String.valueOf(part.getFileName());
  }

  private static void addFolder(Path folder, ZipOutputStream out) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(file, folder.relativize(file).toString().replace('\\', '/'), out);
      }
    }
  }

  private static void add(Path file, String name, ZipOutputStream out) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(FIRST);
    out.putNextEntry(entry);
    Files.copy(file, out);
    out.closeEntry();
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
