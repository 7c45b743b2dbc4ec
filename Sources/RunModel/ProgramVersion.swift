/// The version of this program, which run folders name.
package let programVersion = "0.1.0"
