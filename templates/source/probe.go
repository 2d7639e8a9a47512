package source

// NewProbe returns an empty mapping that keeps what is asked of it.
func NewProbe() *Node { return &Node{Kind: Mapping, Asks: new([]Ask)} }

// Text returns a scalar.
func Text(s string) *Node { return &Node{Kind: Scalar, Text: s} }

// ListOf returns a list.
func ListOf(items ...*Node) *Node { return &Node{Kind: List, Items: items} }

// MappingOf returns a mapping of one key.
func MappingOf(key string, value *Node) *Node {
	n := &Node{Kind: Mapping}
	n.Put(key, value)
	return n
}

// Put adds a key to a mapping that lacks it.
func (n *Node) Put(key string, value *Node) {
	n.Pairs = append(n.Pairs, Pair{Text(key), value})
}
