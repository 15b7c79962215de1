package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Datasets: register, list, show, forget, load ahead. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    description = "Register, list and pre-load datasets.",
    subcommands = {
      DatasetVerb.Add.class,
      DatasetVerb.Ls.class,
      DatasetVerb.Show.class,
      DatasetVerb.Set.class,
      DatasetVerb.Rm.class,
      DatasetVerb.Warm.class
    })
final class DatasetVerb {
  private static final String PATH = "/v1/datasets";

  private DatasetVerb() {}

  private static final String POLICIES =
      "how packages are kept: pinned, lru, fill-and-keep, quiver, ods or icache; default = what the"
          + " node's sheaf.cache.policy says";

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  @Command(name = "add", mixinStandardHelpOptions = true, description = "Register and index.")
  static final class Add extends ApiVerb {
    @Parameters(paramLabel = "NAME", description = "the dataset's name")
    String name = "";

    @Parameters(
        paramLabel = "URI",
        description = "s3://bucket/prefix, file:///… or a path: folder, tar, CIFAR binary")
    String uri = "";

    @Option(
        names = "--format",
        defaultValue = "auto",
        description = "auto, folder, tar or cifar (default ${DEFAULT-VALUE})")
    String format = "auto";

    @Option(names = "--policy", description = POLICIES)
    @Nullable String policy;

    @Option(
        names = "--pack",
        paramLabel = "URI",
        description =
            "write packages of many objects back once below this prefix (s3://… or a path), so that"
                + " later epochs read one object a package; off = no longer")
    String pack = "";

    @Override
    public Integer call() {
      var body = Json.MAPPER.createObjectNode().put("uri", absolute(uri)).put("format", format);
      if (policy != null) {
        body.put("policy", policy);
      }
      if (!pack.isEmpty()) {
        body.put("pack", pack.equals("off") ? pack : absolute(pack));
      }
      api.send("PUT", ApiClient.named(PATH, name), body);
      var state = api.get(ApiClient.named(PATH, name));
      while (state.path("status").asText().equals("indexing")) {
        output.progress(progressOf(state), false);
        LockSupport.parkNanos(POLL_NANOS);
        state = api.get(ApiClient.named(PATH, name));
      }
      output.progressEnds();
      if (state.path("status").asText().equals("failed")) {
        throw new CliException(ApiClient.problem(state.path("problem"), "indexing failed"));
      }
      output.result(state, describe(state));
      return 0;
    }

    private static String absolute(String uri) {
      return uri.contains("://") ? encoded(uri) : Path.of(uri).toAbsolutePath().toUri().toString();
    }

    /** Signs that an address may not have are written as %XX; what is encoded already stays. */
    private static String encoded(String uri) {
      var text = new StringBuilder();
      for (int i = 0; i < uri.length(); i++) {
        var letter = uri.charAt(i);
        var encode = letter <= ' ' || "\"<>\\^`{|}".indexOf(letter) >= 0;
        text.append(encode ? "%%%02X".formatted((int) letter) : letter);
      }
      return text.toString();
    }

    private static String progressOf(JsonNode state) {
      var indexing = state.path("indexing");
      return "indexing "
          + Figures.bar(indexing.path("done").asLong(), indexing.path("total").asLong());
    }
  }

  @Command(name = "ls", mixinStandardHelpOptions = true, description = "List.")
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var page = api.list(PATH, "datasets");
      var table = new Table("name", "samples", "classes", "size", "packages", "version");
      for (var d : page.path("datasets")) {
        table.row(
            d.path("name").asText(),
            Figures.count(d.path("samples").asLong()),
            d.path("classes").size(),
            Figures.bytes(d.path("bytes").asLong()),
            Figures.count(d.path("packages").asLong()),
            abbreviate(d.path("version").asText()));
      }
      output.result(page, table.text());
      return 0;
    }
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one.")
  static final class Show extends ApiVerb {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      var state = api.get(ApiClient.named(PATH, name));
      output.result(state, describe(state));
      return 0;
    }
  }

  @Command(name = "set", mixinStandardHelpOptions = true, description = "Change, while in use.")
  static final class Set extends ApiVerb {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Option(names = "--policy", required = true, description = POLICIES)
    String policy = "";

    @Override
    public Integer call() {
      var body = Json.MAPPER.createObjectNode().put("policy", policy);
      var state = api.send("PATCH", ApiClient.named(PATH, name), body);
      output.result(state, name + " is kept by " + state.path("policy").asText());
      return 0;
    }
  }

  @Command(name = "rm", mixinStandardHelpOptions = true, description = "Forget; objects stay.")
  static final class Rm extends ApiVerb {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      output.result(api.delete(ApiClient.named(PATH, name)), "forgot " + name);
      return 0;
    }
  }

  @Command(name = "warm", mixinStandardHelpOptions = true, description = "Load ahead.")
  static final class Warm extends ApiVerb {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      var answer =
          api.send("POST", ApiClient.named(PATH, name) + "/warm", Json.MAPPER.createObjectNode());
      output.result(
          answer, "loading " + Figures.count(answer.path("packages").asLong()) + " packages");
      return 0;
    }
  }

  private static String describe(JsonNode d) {
    var text =
        d.path("name").asText()
            + ": "
            + Figures.count(d.path("samples").asLong())
            + " samples in "
            + d.path("classes").size()
            + " classes, "
            + Figures.bytes(d.path("bytes").asLong())
            + ", "
            + Figures.count(d.path("packages").asLong())
            + " packages, version "
            + abbreviate(d.path("version").asText());
    var note = d.path("note").asText("");
    return note.isEmpty() ? text : text + System.lineSeparator() + note;
  }

  private static String abbreviate(String hash) {
    return hash.length() > 12 ? hash.substring(0, 12) : hash;
  }
}
