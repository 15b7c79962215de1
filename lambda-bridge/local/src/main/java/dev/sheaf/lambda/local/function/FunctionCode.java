package dev.sheaf.lambda.local.function;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The code of a function, unpacked as AWS unpacks it: classes at the root of the folder, libraries
 * as jars below {@code lib}.
 *
 * @param sha256 of the zip, in Base64
 * @param sizeBytes of the zip
 * @param folder what the function sees as {@code LAMBDA_TASK_ROOT}
 */
public record FunctionCode(String sha256, long sizeBytes, Path folder) {
  /** AWS Lambda quotas (2026-11): deployment package, unzipped, all layers. */
  private static final long MOST_UNZIPPED_BYTES = 250L << 20;

  private static final int COPY_BYTES = 64 * 1024;

  /** Code from a zip or jar. */
  public static FunctionCode unzipped(byte[] zip, Path home) {
    var folder = fresh(home);
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      var left = MOST_UNZIPPED_BYTES;
      var entries = 0;
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        left -= unpack(entry, in, folder, left);
        entries++;
      }
      if (entries == 0) {
        throw new BadDeployment(
            "Could not unzip uploaded file. Please check your file, then try to upload again.");
      }
      return new FunctionCode(sha256(zip), zip.length, folder);
    } catch (IOException | IllegalArgumentException e) {
      // A name that is no UTF-8, or that no file can have, is an illegal argument.
      throw new BadDeployment("Could not unzip uploaded file: " + e.getMessage());
    }
  }

  private static long unpack(ZipEntry entry, InputStream in, Path folder, long most)
      throws IOException {
    var target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new BadDeployment("the zip has an entry outside its root: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return 0;
    }
    Files.createDirectories(target.getParent());
    var bytes = 0L;
    try (var out = Files.newOutputStream(target)) {
      var buffer = new byte[COPY_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > most) {
          throw new BadDeployment(
              "Unzipped size must be smaller than %d bytes".formatted(MOST_UNZIPPED_BYTES));
        }
        out.write(buffer, 0, read);
      }
    }
    return bytes;
  }

  /**
   * Code that lies on this machine: a jar or zip, a folder, or several jars and folders of classes
   * parted like a class path. Jars stay where they are and are linked.
   */
  public static FunctionCode local(String classPath, Path home) {
    var parts = classPath.split(File.pathSeparator, -1);
    try {
      if (parts.length == 1 && Files.isDirectory(Path.of(classPath))) {
        return new FunctionCode(
            sha256(classPath.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            0,
            Path.of(classPath));
      }
      var folder = fresh(home);
      Files.createDirectories(folder.resolve("lib"));
      var size = 0L;
      for (int i = 0; i < parts.length; i++) {
        var part = Path.of(parts[i]).toAbsolutePath();
        if (!Files.isRegularFile(part)) {
          throw new BadDeployment(
              "the code of a function must be a file but \"%s\" is none".formatted(part));
        }
        size += Files.size(part);
        Files.createSymbolicLink(
            folder.resolve("lib").resolve("%03d-%s".formatted(i, part.getFileName())), part);
      }
      return new FunctionCode(
          sha256(classPath.getBytes(java.nio.charset.StandardCharsets.UTF_8)), size, folder);
    } catch (InvalidPathException e) {
      throw new BadDeployment("the code of a function must be a file but " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("the code of a function cannot be linked: " + classPath, e);
    }
  }

  private static Path fresh(Path home) {
    try {
      return Files.createDirectories(home.resolve("code").resolve(UUID.randomUUID().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the code of a function below " + home, e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
