package dev.sheaf.sharding.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Locale;

/** How soon a silent node is given up and its entities start elsewhere. */
public enum FailOver {
  /** About 7 s; for quiet networks and tests. */
  FAST,
  /** About half a minute; for networks and hosts that pause. */
  SAFE;

  Config config() {
    return ConfigFactory.parseResources(FailOver.class, name().toLowerCase(Locale.ROOT) + ".conf");
  }
}
