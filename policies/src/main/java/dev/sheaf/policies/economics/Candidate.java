package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.Locale;

/**
 * One way to feed the jobs: where the cache lives, how much of the dataset it holds, how large its
 * packages are, and whether the origin holds them as objects.
 *
 * @param cacheShare of the dataset; 0 without a cache
 * @param packed whether a GET brings a package, not a sample
 */
public record Candidate(Place place, double cacheShare, long packageBytes, boolean packed) {
  /** Where the cache lives. */
  public sealed interface Place {
    /** Its name in tables. */
    String name();
  }

  /** No cache: every job reads the origin. */
  public record OriginOnly(Prices.ObjectStore store) implements Place {
    @Override
    public String name() {
      return store.name() + " only";
    }
  }

  /**
   * Nothing is kept: jobs share each read of the origin through a window of a few packages in their
   * own memory.
   */
  public record Window() implements Place {
    @Override
    public String name() {
      return "shared window only";
    }
  }

  /** A copy of all data in a faster store, from which every job reads. */
  public record Copy(Prices.ObjectStore store) implements Place {
    @Override
    public String name() {
      return store.name();
    }
  }

  /** Rented machines. */
  public record Machines(Prices.Instance instance) implements Place {
    @Override
    public String name() {
      return instance.name();
    }
  }

  /** Memory that the training machines have to spare. */
  public record Spare() implements Place {
    @Override
    public String name() {
      return "spare memory";
    }
  }

  /** A cache service. */
  public record Service(Prices.MemoryService service) implements Place {
    @Override
    public String name() {
      return service.name();
    }
  }

  /**
   * Functions that hold stripes.
   *
   * @param memoryMb of each
   */
  public record Functions(StripeCode code, int memoryMb) implements Place {
    @Override
    public String name() {
      return "lambda";
    }
  }

  /** What sets it apart, such as {@code c 0.40, 10+2 on 1024 MB}. */
  public String configuration() {
    var share = String.format(Locale.ROOT, "c %.2f, ", cacheShare);
    var gets = packed ? "GETs of " + size(packageBytes) : "a GET a sample";
    return switch (place) {
      case OriginOnly origin -> gets;
      case Window window -> gets;
      case Copy copy -> "all of it, " + gets;
      case Functions functions ->
          "%s%s on %d MB, packages of %s, %s"
              .formatted(share, functions.code(), functions.memoryMb(), size(packageBytes), gets);
      case Machines machines -> share + gets;
      case Spare spare -> share + gets;
      case Service service -> share + gets;
    };
  }

  private static String size(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
