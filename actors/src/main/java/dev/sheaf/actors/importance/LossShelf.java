package dev.sheaf.actors.importance;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The losses of importance jobs that this node was told: one {@link LossFile} a job.
 *
 * <p>Other nodes read it page by page over the data port. A page is asked for by its name, {@link
 * #pageName}, which has the form of a segment's hash.
 *
 * <p><i>Cost:</i> 8 bytes of disk a sample and job, mapped; what a client sends cannot make it
 * more. Files used longest ago are closed.
 */
public final class LossShelf {
  /** The most samples that a dataset of an importance job may have: half a gigabyte of losses. */
  public static final long MOST_SAMPLES = 1L << 26;

  private static final Logger LOG = LoggerFactory.getLogger(LossShelf.class);
  private static final Pattern FILE =
      Pattern.compile("(?<job>.{1,63})@(?<hash>[0-9a-f]{64})\\.losses");
  private static final int MOST_OPEN = 128;

  private final Path folder;
  private final LinkedHashMap<Path, LossFile> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Page> pages = new LinkedHashMap<>();

  private record Page(Path path, long samples, int index) {}

  /** A shelf in {@code folder}; what it holds from an earlier life is offered to others again. */
  public LossShelf(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(folder, "*.losses")) {
      for (var path : files) {
        var name = FILE.matcher(path.getFileName().toString());
        if (name.matches()) {
          offer(name.group("job"), name.group("hash"), path, Files.size(path) / Long.BYTES);
        }
      }
    }
  }

  /** The name by which others ask for page {@code index} of what is known of a job's losses. */
  static String pageName(String job, String versionHash, int index) {
    try {
      var words = "losses of " + job + " over " + versionHash + ", page " + index;
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whose losses: those of a job over a dataset version with so many samples. */
  public record Of(String job, DatasetVersion version, long samples) {
    /** Checks the range. */
    public Of {
      if (samples < 1 || samples > MOST_SAMPLES) {
        throw new IllegalArgumentException(
            "samples must be 1..%d but were %d".formatted(MOST_SAMPLES, samples));
      }
    }
  }

  /**
   * Notes losses of a job's samples; a later epoch's replace those of an earlier one.
   *
   * @param losses finite, one an id
   */
  public void put(Of of, int epoch, long[] ids, double[] losses) throws IOException {
    for (var id : ids) {
      if (id < 0 || id >= of.samples()) {
        throw new IllegalArgumentException(
            "a sample's id must be 0..%d but was %d".formatted(of.samples() - 1, id));
      }
    }
    file(of).put(epoch, ids, losses);
  }

  /** The latest loss of each sample, NaN where none is known. */
  LongToDoubleFunction latest(Of of) throws IOException {
    return file(of)::latest;
  }

  /** Takes over what others were told. */
  void gather(Of of, LossPeers others) throws IOException {
    var file = file(of);
    for (int index = 0; index < file.pages(); index++) {
      var at = index;
      others.pages(pageName(of.job(), of.version().hash(), index), page -> file.merge(at, page));
    }
  }

  /** The page with this name, if it is here. */
  public Optional<byte[]> page(String name) throws IOException {
    Page page;
    LossFile file;
    synchronized (this) {
      page = pages.get(name);
      if (page == null) {
        return Optional.empty();
      }
      file = file(page.path(), page.samples());
    }
    return Optional.of(file.page(page.index()));
  }

  /** The jobs whose losses are here. */
  public synchronized List<String> jobs() {
    return pages.values().stream().map(page -> jobOf(page.path())).distinct().toList();
  }

  private static String jobOf(Path path) {
    var name = FILE.matcher(path.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalStateException(path + " must be a file of losses");
    }
    return name.group("job");
  }

  /** Forgets a job that has ended. */
  public synchronized void forget(String job) {
    var paths =
        pages.values().stream()
            .map(Page::path)
            .filter(path -> jobOf(path).equals(job))
            .distinct()
            .toList();
    for (var path : paths) {
      open.remove(path);
      pages.values().removeIf(page -> page.path().equals(path));
      try {
        Files.deleteIfExists(path);
      } catch (IOException stays) {
        LOG.warn("cannot delete {}", path, stays);
      }
    }
  }

  private synchronized LossFile file(Of of) throws IOException {
    var path = path(of.job(), of.version().hash());
    var file = file(path, of.samples());
    offer(of.job(), of.version().hash(), path, of.samples());
    return file;
  }

  private LossFile file(Path path, long samples) throws IOException {
    var file = open.get(path);
    if (file == null) {
      file = LossFile.open(path, samples);
      open.put(path, file);
      if (open.size() > MOST_OPEN) {
        open.pollFirstEntry();
      }
    }
    return file;
  }

  private void offer(String job, String versionHash, Path path, long samples) {
    var first = pageName(job, versionHash, 0);
    if (!pages.containsKey(first)) {
      var count = (samples + LossFile.PAGE_SAMPLES - 1) / LossFile.PAGE_SAMPLES;
      for (int index = 0; index < count; index++) {
        pages.put(pageName(job, versionHash, index), new Page(path, samples, index));
      }
    }
  }

  private Path path(String job, String versionHash) {
    return folder.resolve(job + "@" + versionHash + ".losses");
  }
}
