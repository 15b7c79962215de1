/**
 * The reference pages of the documentation, made from what they describe: settings from their
 * defaults, routes from the API's own description, verbs from the command line's.
 */
@NullMarked
package dev.sheaf.node.reference;

import org.jspecify.annotations.NullMarked;
