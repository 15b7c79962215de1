package dev.sheaf.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.actors.dataset.DatasetException;
import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.IndexPass;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.http.dataset.DatasetIndexing;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.NearestName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Runs indexings on threads of their own. */
final class BackgroundIndexing implements DatasetIndexing {
  private static final List<String> FORMATS = List.of("auto", "folder", "tar", "cifar");

  private static final String ABOUT = "about.txt";
  private static final String ABOUT_PACKS =
      """
      Samples that Sheaf packed, one folder a dataset version, one object a package.
      The originals are elsewhere: what is deleted here is read from there again.
      """;

  private final Origin origin;
  private final DatasetIndexer indexer;
  private final Consumer<DatasetVersion> spread;

  /**
   * Indexings of {@code origin}.
   *
   * @param spread copies a manifest to other nodes, before its registration is answered
   */
  BackgroundIndexing(Origin origin, ManifestStore manifests, Consumer<DatasetVersion> spread) {
    this.origin = origin;
    this.spread = spread;
    this.indexer = new DatasetIndexer(origin, manifests);
  }

  @Override
  public Start start(String name, Source source) {
    var uri = source.uri();
    var format = source.format();
    if (!FORMATS.contains(format)) {
      return new Start.Refused(
          "format",
          "there is no format " + format,
          NearestName.of(format, FORMATS)
              .map(near -> "did you mean " + near + "?")
              .orElse("use one of " + FORMATS));
    }
    var missing = missing(uri);
    if (missing != null) {
      return missing;
    }
    var refusal = refusalOfPack(source);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var pass = indexer.pass(uri);
    var outcome = new CompletableFuture<Outcome>();
    Thread.startVirtualThread(() -> outcome.complete(run(pass, name, format)));
    return new Start.Begun(new Running(pass, outcome));
  }

  private static final String WHAT_IT_TAKES =
      "Give the file:// or s3:// address of a folder with a folder of images per class, a tar file"
          + " or CIFAR batches, as this node sees it.";

  @Override
  public Optional<Start.Refused> refusalOfPack(Source source) {
    if (source.pack().isEmpty()) {
      return Optional.empty();
    }
    var pack = URI.create(source.pack());
    if (within(pack, source.uri()) || within(source.uri(), pack)) {
      return refusedPack(
          pack + " overlaps " + source.uri() + ", where the dataset's own objects are",
          "Name a prefix beside the dataset.");
    }
    try {
      origin.write(pack, ABOUT, MemorySegment.ofArray(ABOUT_PACKS.getBytes(UTF_8)));
      return Optional.empty();
    } catch (OriginException e) {
      return refusedPack(
          String.valueOf(e.getMessage()), "Name a prefix that the server may write.");
    }
  }

  private static Optional<Start.Refused> refusedPack(String detail, String hint) {
    return Optional.of(new Start.Refused("pack", detail, hint));
  }

  private static boolean within(URI inner, URI outer) {
    return folder(inner).startsWith(folder(outer));
  }

  /** The same place may be written file:/x, file:///x and file:///x/. */
  private static String folder(URI uri) {
    var authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    var path = uri.getPath() == null ? "" : uri.getPath();
    return uri.getScheme() + "://" + authority + (path.endsWith("/") ? path : path + "/");
  }

  /** A root that is not there or not allowed is refused at once. */
  private Start.@org.jspecify.annotations.Nullable Refused missing(URI uri) {
    try {
      origin.list(
          uri,
          first -> {
            throw new Enough();
          });
      return null;
    } catch (Enough there) {
      return null;
    } catch (OriginException e) {
      return new Start.Refused("uri", String.valueOf(e.getMessage()), cureOf(e));
    }
  }

  private static String cureOf(OriginException e) {
    return switch (e.reason()) {
      case MISSING, CHANGED -> WHAT_IT_TAKES;
      case DENIED -> "Mend that at the server, then register again.";
      case UNAVAILABLE, THROTTLED -> "Register again when the store answers.";
    };
  }

  /** Ends a listing at its first object. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  private Outcome run(IndexPass pass, String name, String format) {
    try {
      var entry = indexer.index(pass, name, format);
      spread.accept(entry.version());
      return new Outcome.Indexed(entry);
    } catch (DatasetException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()), e.hint());
    } catch (IOException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()), "mend that and register again");
    } catch (RuntimeException e) {
      return new Outcome.Failed("indexing broke: " + e, "report this as a defect");
    }
  }

  private record Running(IndexPass pass, CompletableFuture<Outcome> ending) implements Indexing {
    @Override
    public long done() {
      return pass.done();
    }

    @Override
    public long total() {
      return pass.total();
    }

    @Override
    public CompletionStage<Outcome> outcome() {
      return ending;
    }
  }
}
