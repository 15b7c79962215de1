package dev.sheaf.node.reference;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every setting with its default, by section, as the comments beside the defaults say it. */
final class SettingsPage {
  private static final String ROOT = "sheaf.";
  private static final String WHOLE_NODE = "the node";

  private SettingsPage() {}

  static String of(Config defaults) {
    var page =
        new Markdown(
            "Settings",
            "Made from the defaults by `./sheaf reference`. A setting comes from `--set key=value`"
                + " (without `sheaf.`), the environment (`SHEAF_CACHE_MEMORY` is"
                + " `sheaf.cache.memory`), the file of `--config`, or is the default: the first of"
                + " these that has it. `./sheaf config show --origin` says which it was. An unknown"
                + " setting in a file or after `--set` is refused with the nearest name.");
    sections(defaults)
        .forEach((section, settings) ->
            page.section(section)
                .table(
                    List.of("setting", "default", ""),
                    settings.stream().map(SettingsPage::row).toList()));
    return page.toString();
  }

  private static Map<String, List<Map.Entry<String, ConfigValue>>> sections(Config defaults) {
    var sections = new TreeMap<String, List<Map.Entry<String, ConfigValue>>>();
    for (var setting : defaults.entrySet()) {
      if (setting.getKey().startsWith(ROOT)) {
        var key = setting.getKey().substring(ROOT.length());
        var dot = key.indexOf('.');
        var section = dot < 0 ? WHOLE_NODE : ROOT + key.substring(0, dot);
        sections.computeIfAbsent(section, name -> new ArrayList<>()).add(setting);
      }
    }
    sections
        .values()
        .forEach(settings ->
            settings.sort(Comparator.comparingInt(each -> each.getValue().origin().lineNumber())));
    return sections;
  }

  private static List<String> row(Map.Entry<String, ConfigValue> setting) {
    var value = setting.getValue();
    var words =
        value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
    return List.of(
        Markdown.code(setting.getKey()),
        Markdown.code(value.render(ConfigRenderOptions.concise())),
        words);
  }
}
