package dev.sheaf.node;

import dev.sheaf.http.HttpSettings;
import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.route.Listen;
import dev.sheaf.node.config.Settings;

/** Where a node's servers listen and what they may hold, by its settings. */
final class Doors {
  private Doors() {}

  static HttpSettings of(Settings settings) {
    return new HttpSettings(
        new Listen(settings.http().host(), settings.http().port()),
        new Listen(settings.data().host(), settings.data().port()),
        settings.state().resolve("losses"),
        limits(settings.cache()),
        new DataPort.Limits(
            settings.readers().connections(),
            DataPort.Limits.DEFAULT.idle(),
            settings.readers().patience()),
        settings.cache().sharedBytes());
  }

  private static HttpSettings.Limits limits(Settings.Cache cache) {
    var standard = HttpSettings.Limits.DEFAULT;
    return new HttpSettings.Limits(
        cache.replyBytes(),
        cache.pendingBatches(),
        standard.maxBatchBytes(),
        standard.lossBytesPerEpoch(),
        standard.patience());
  }
}
