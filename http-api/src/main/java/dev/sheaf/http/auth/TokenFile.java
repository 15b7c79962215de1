package dev.sheaf.http.auth;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file of tokens: what is live, hashed.
 *
 * <pre>
 *   # name   tenant  scope  hash                 expires, or nothing
 *   token    ci      vision train sha256:6b86…   until 2027-01-01T00:00:00Z
 *   origin   vision  s3://vision-data/
 * </pre>
 *
 * <p>Blank lines and those that begin with {@code #} are passed over. Several tokens of one tenant
 * are live side by side, which is how one is replaced by another. Messages name lines by their
 * numbers only.
 */
public final class TokenFile {
  /** Looking all of them through takes microseconds; more is a mistake. */
  static final int MOST_TOKENS = 1000;

  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final String TOKEN_FORM =
      "token NAME TENANT read|train|admin sha256:HASH, and perhaps until 2027-01-01T00:00:00Z";

  private final String where;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, List<String>> origins = new HashMap<>();

  /** One token. */
  record Line(String name, String tenant, Scope scope, TokenHash hash, Optional<Instant> until) {}

  /** A token and what it allows. */
  record Live(TokenHash hash, Grant grant, Optional<Instant> until) {}

  private TokenFile(Path file) {
    this.where = file + " (sheaf.auth.tokens-file)";
  }

  /**
   * The tokens in a file.
   *
   * @throws IOException when it cannot be used; the message says why and what to do
   */
  static List<Live> read(Path file) throws IOException {
    return new TokenFile(file).all(file);
  }

  /** The line of a token, as it stands in the file. */
  public static String line(
      String name, String tenant, Scope scope, TokenHash hash, Optional<Instant> until) {
    return "token %s %s %s %s%s"
        .formatted(
            name,
            tenant,
            scope.name().toLowerCase(Locale.ROOT),
            hash,
            until.map(end -> " until " + end).orElse(""));
  }

  private List<Live> all(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          where
              + " cannot be read: check the path, or make one with ./sheaf token new --tenant NAME"
              + " --scope admin --file "
              + file);
    }
    hold(file);
    var number = 0;
    for (var line : Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        add(List.of(line.strip().split("\\s+")), where + ", line " + number);
      }
    }
    if (lines.isEmpty() || lines.size() > MOST_TOKENS) {
      throw new IOException(
          where + " must have 1.." + MOST_TOKENS + " tokens but had " + lines.size());
    }
    return lines.stream().map(this::live).toList();
  }

  private Live live(Line line) {
    var allowed = origins.getOrDefault(line.tenant(), List.of());
    var grant = new Grant(line.name(), line.tenant(), line.scope(), allowed);
    return new Live(line.hash(), grant, line.until());
  }

  /** Who may write the file may let anybody in. */
  private void hold(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(where + " has more than 1 MiB: it is no file of tokens");
    }
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      var permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException(
            where + " may be written by others than its owner: chmod go-w " + file);
      }
    }
  }

  private void add(List<String> words, String at) throws IOException {
    switch (words.getFirst()) {
      case "token" -> addToken(words, at);
      case "origin" -> addOrigin(words, at);
      default -> throw new IOException(at + ", must begin with token, origin or #");
    }
  }

  private void addToken(List<String> words, String at) throws IOException {
    var ends = words.size() == 7 && words.get(5).equals("until");
    if ((words.size() != 5 && !ends) || !NAME.matcher(words.get(1)).matches()) {
      throw new IOException(at + ", must be " + TOKEN_FORM);
    }
    var line =
        new Line(
            words.get(1),
            tenant(words.get(2), at),
            scope(words.get(3), at),
            hash(words.get(4), at),
            ends ? Optional.of(instant(words.get(6), at)) : Optional.empty());
    for (var other : lines) {
      if (other.name().equals(line.name()) || other.hash().equals(line.hash())) {
        throw new IOException(at + ", has a name or a hash that is there already");
      }
    }
    lines.add(line);
  }

  private void addOrigin(List<String> words, String at) throws IOException {
    if (words.size() != 3) {
      throw new IOException(at + ", must be origin TENANT URI");
    }
    try {
      var uri = new URI(words.get(2));
      if (uri.getScheme() == null || uri.getPath() == null) {
        throw new IOException(at + ", must end in an address such as s3://bucket/prefix");
      }
      origins.computeIfAbsent(tenant(words.get(1), at), t -> new ArrayList<>()).add(uri.toString());
    } catch (URISyntaxException broken) {
      throw new IOException(at + ", must end in an address such as s3://bucket/prefix");
    }
  }

  private static String tenant(String word, String at) throws IOException {
    if (!word.equals(Grant.ALL) && !Grant.TENANT.matcher(word).matches()) {
      throw new IOException(at + ", must name a tenant, " + Grant.TENANT_RULE + ", or * for all");
    }
    return word;
  }

  private static Scope scope(String word, String at) throws IOException {
    return switch (word) {
      case "read" -> Scope.READ;
      case "train" -> Scope.TRAIN;
      case "admin" -> Scope.ADMIN;
      default -> throw new IOException(at + ", must have the scope read, train or admin");
    };
  }

  private static TokenHash hash(String word, String at) throws IOException {
    if (!TokenHash.isOne(word)) {
      throw new IOException(
          at + ", must have sha256: and 64 lower-case hex digits, never the token itself");
    }
    return TokenHash.parse(word);
  }

  private static Instant instant(String word, String at) throws IOException {
    try {
      return Instant.parse(word);
    } catch (DateTimeException notOne) {
      throw new IOException(at + ", must end in a time such as 2027-01-01T00:00:00Z");
    }
  }
}
