/**
 * A node's store of trained models in virtual time: users that open and close models, links that
 * carry them, and the book that decides what stays.
 */
@NullMarked
package dev.sheaf.simulation.model;

import org.jspecify.annotations.NullMarked;
