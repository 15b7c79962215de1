package dev.sheaf.http.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Holds a file with secrets against its permissions: they are worth nothing if others read it. */
public final class OwnersFile {
  private static final EnumSet<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final String ROOT = "root";

  private OwnersFile() {}

  /**
   * Returns when only its owner may use the file, or it is root's and lent to a group of somebody
   * else, as secrets of Kubernetes are.
   *
   * @param where the file and the setting that names it, as messages begin
   * @throws IOException when others may too
   */
  public static void hold(Path file, String where) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      var isLent =
          Files.getOwner(file).getName().equals(ROOT)
              && !ROOT.equals(System.getProperty("user.name"));
      if (!tooMany(Files.getPosixFilePermissions(file), isLent).isEmpty()) {
        throw new IOException(where + " may be used by others than its owner: chmod 600 " + file);
      }
    }
  }

  /** Those that others should not have. */
  static Set<PosixFilePermission> tooMany(Set<PosixFilePermission> permissions, boolean isLent) {
    var tooMany = EnumSet.copyOf(OF_OTHERS);
    tooMany.retainAll(permissions);
    if (isLent) {
      tooMany.remove(PosixFilePermission.GROUP_READ);
    }
    return tooMany;
  }
}
