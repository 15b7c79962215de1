package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All candidates of a price list: places × cache shares × package sizes, and for functions × codes
 * × sizes of a function.
 *
 * <p>Fleets have at most 10,000 functions. A package is at most 1/256 of the dataset, and at least
 * 64 KiB and one sample.
 */
public final class CandidateGrid {
  private static final List<Double> SHARES =
      List.of(0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
  private static final List<Long> PACKAGES = List.of(1L << 20, 4L << 20, 8L << 20, 16L << 20);
  private static final int PACKAGES_OF_A_DATASET = 256;
  private static final long LEAST_PACKAGE_BYTES = 64 << 10;
  private static final List<StripeCode> CODES =
      Stream.of("4+0", "4+1", "5+1", "8+1", "8+2", "10+1", "10+2").map(StripeCode::parse).toList();
  private static final List<Integer> FUNCTION_MB = List.of(512, 768, 1_024, 1_536, 2_048, 3_072);

  private final Workload workload;
  private final Site site;
  private final Prices prices;

  /** For a workload at a site. */
  public CandidateGrid(Workload workload, Site site, Prices prices) {
    this.workload = workload;
    this.site = site;
    this.prices = prices;
  }

  /** All of them, always in the same order. */
  public List<Candidate> all() {
    var all = new ArrayList<Candidate>();
    for (var packed : packings()) {
      for (var bytes : packages()) {
        stores().forEach(each -> all.add(new Candidate(each, share(each), bytes, packed)));
        for (var share : SHARES) {
          places(share).forEach(each -> all.add(new Candidate(each, share, bytes, packed)));
        }
      }
    }
    return all;
  }

  private List<Candidate.Place> stores() {
    var stores = new ArrayList<Candidate.Place>();
    stores.add(new Candidate.Window());
    for (var store : prices.stores()) {
      var isOrigin = store.name().equals(FeedingModel.ORIGIN);
      stores.add(isOrigin ? new Candidate.OriginOnly(store) : new Candidate.Copy(store));
    }
    return stores;
  }

  private static double share(Candidate.Place place) {
    return place instanceof Candidate.Copy ? 1 : 0;
  }

  private List<Candidate.Place> places(double share) {
    var places = new ArrayList<Candidate.Place>();
    if (share * workload.datasetBytes() <= site.spareBytes()) {
      places.add(new Candidate.Spare());
    }
    prices.instances().forEach(each -> places.add(new Candidate.Machines(each)));
    prices.services().forEach(each -> places.add(new Candidate.Service(each)));
    for (var code : CODES) {
      FUNCTION_MB.stream()
          .map(mb -> new Candidate.Functions(code, mb))
          .filter(each ->
              FleetModel.nodes(each, share * workload.datasetBytes()) <= FleetModel.MOST_NODES)
          .forEach(places::add);
    }
    return places;
  }

  private List<Boolean> packings() {
    return switch (site.packing()) {
      case OBJECTS -> List.of(false, true);
      case OBJECTS_ONLY -> List.of(false);
      case PACKED -> List.of(true);
    };
  }

  private List<Long> packages() {
    var most = (long) (workload.datasetBytes() / PACKAGES_OF_A_DATASET);
    var least = Math.max(LEAST_PACKAGE_BYTES, workload.sampleBytes());
    var sizes = PACKAGES.stream().filter(bytes -> bytes >= least && bytes <= most).toList();
    return sizes.isEmpty() ? List.of(Math.max(least, most)) : sizes;
  }
}
