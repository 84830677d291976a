// The one place where the function bodies of Asio, and of what we use of Beast, are compiled (their
// separate compilation mode); every other file sees declarations only.
#define BOOST_BEAST_SOURCE
#include <boost/asio/impl/src.hpp>
#include <boost/beast/core/impl/string.ipp>
#include <boost/beast/http/detail/basic_parser.ipp>
#include <boost/beast/http/detail/rfc7230.ipp>
#include <boost/beast/http/impl/basic_parser.ipp>
#include <boost/beast/http/impl/error.ipp>
#include <boost/beast/http/impl/field.ipp>
#include <boost/beast/http/impl/rfc7230.ipp>
#include <boost/beast/http/impl/verb.ipp>
