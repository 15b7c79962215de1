package dev.sheaf.node.cli;

import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes tokens. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Make bearer tokens for a node that asks for them.",
    subcommands = TokenVerb.New.class)
final class TokenVerb {
  private TokenVerb() {}

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = {
        "Make a token: it is shown once, and only its hash is kept.",
        "Without --file the line for sheaf.auth.tokens-file is shown too."
      })
  static final class New implements Callable<Integer> {
    private static final int MOST_DAYS = 3650;

    @Mixin Output output = new Output();

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "TENANT",
        description = "whose things it reaches, those named TENANT.…; * for everybody's")
    String tenant = "";

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "SCOPE",
        description = "read, train (covers read) or admin (everything, of all tenants)")
    String scope = "";

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "what the token is called in the file; default TENANT-SCOPE and a number")
    @Nullable String name;

    @Option(names = "--days", paramLabel = "DAYS", description = "it ends after so many days")
    @Nullable Integer days;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "the tokens file: the line is added to it, and a running node reads it again")
    @Nullable Path file;

    @Override
    public Integer call() {
      var token = TokenHash.newToken();
      var hash = TokenHash.of(token);
      var line = TokenFile.line(named(hash), held(), wanted(), hash, until());
      if (file != null) {
        append(file, line);
      }
      output.result(
          Json.MAPPER
              .createObjectNode()
              .put("token", token)
              .put("line", line)
              .put("file", file == null ? "" : file.toString()),
          file == null
              ? token + System.lineSeparator() + line
              : token + System.lineSeparator() + "its hash is in " + file);
      return 0;
    }

    private String held() {
      if (!tenant.equals(Grant.ALL) && !Grant.TENANT.matcher(tenant).matches()) {
        throw CliException.wrongUse(
            "--tenant must be " + Grant.TENANT_RULE + ", or *, but was " + tenant);
      }
      return tenant;
    }

    private Scope wanted() {
      return switch (scope.toLowerCase(Locale.ROOT)) {
        case "read" -> Scope.READ;
        case "train" -> Scope.TRAIN;
        case "admin" -> Scope.ADMIN;
        default ->
            throw CliException.wrongUse("--scope must be read, train or admin but was " + scope);
      };
    }

    private String named(TokenHash hash) {
      if (name == null) {
        var number = hash.toString().substring("sha256:".length(), "sha256:".length() + 6);
        return (tenant.equals(Grant.ALL) ? "all" : tenant)
            + "-"
            + wanted().name().toLowerCase(Locale.ROOT)
            + "-"
            + number;
      }
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
        throw CliException.wrongUse(
            "--name must be 1 to 63 letters, digits, dots, dashes or underscores but was " + name);
      }
      return name;
    }

    private Optional<Instant> until() {
      if (days == null) {
        return Optional.empty();
      }
      if (days < 1 || days > MOST_DAYS) {
        throw CliException.wrongUse("--days must be 1.." + MOST_DAYS + " but was " + days);
      }
      return Optional.of(Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(days, ChronoUnit.DAYS));
    }

    /** A file that is made here is its owner's alone. */
    private static void append(Path file, String line) {
      try {
        if (!Files.exists(file)) {
          var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
          if (posix) {
            var mine = PosixFilePermissions.fromString("rw-------");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
          } else {
            Files.createFile(file);
          }
        }
        var before = Files.readString(file);
        var gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        Files.writeString(
            file, gap + line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new CliException("the tokens file " + file + " cannot be written: " + e.getMessage());
      }
    }
  }
}
