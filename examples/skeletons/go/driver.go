// A driver skeleton for `hes-sim conformance run -- ./driver`. Passes the canary; go on where it says GO ON.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

type object = map[string]any

// GO ON: collect, relay, archive, as soon as you have them.
var capabilities = map[string]bool{"read": true, "history": true}

// request is a line of the suite.
type request struct {
	ID         int    `json:"id"`
	Type       string `json:"type"`
	Op         string `json:"op"`
	Args       args   `json:"args"`
	BaseURL    string `json:"baseUrl"`
	MQTT       broker `json:"mqtt"`
	TenantCode string `json:"tenantCode"`
	Username   string `json:"username"`
	Password   string `json:"password"`
	SecretKey  string `json:"secretKey"`
	Deadlines  struct {
		Plan float64 `json:"plan"`
	} `json:"deadlines"`
}

type args struct {
	Kind     string   `json:"kind"`
	Cgcode   string   `json:"cgcode"`
	Meters   []string `json:"meters"`
	Start    string   `json:"start"`
	End      string   `json:"end"`
	PageSize int      `json:"pageSize"`
}

type broker struct {
	Host string `json:"host"`
	Port int    `json:"port"`
}

// item is a row of the API: a single, or a composite with its channels.
type item struct {
	DevAddr     string    `json:"devAddr"`
	Timestamp   int64     `json:"timestamp"`
	ChannelData []channel `json:"channelData"`
	channel
}

type channel struct {
	Cgcode string `json:"cgcode"`
	Value  string `json:"value"`
	Unit   string `json:"unit"`
}

// client: GO ON: put your own client in the place of this one, and keep the driver below.
type client struct {
	place    request
	token    string
	listener *listener
}

var exchange = http.Client{Timeout: 8 * time.Second}

func (c *client) post(path string, body object, data any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	response, err := exchange.Post(c.place.BaseURL+"/apis/openapi/"+path, "application/json;charset=UTF-8", bytes.NewReader(text))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct {
		Code int             `json:"code"`
		Msg  string          `json:"msg"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Code != 200 {
		return errors.New(answer.Msg) // GO ON: on a refused token log in once, and send the call once more
	}
	return json.Unmarshal(answer.Data, data)
}

func (c *client) logIn() error {
	var data struct {
		Token string `json:"token"`
	}
	err := c.post("getToken", object{"tenantCode": c.place.TenantCode, "username": c.place.Username,
		"password": c.place.Password, "secretKey": c.place.SecretKey}, &data)
	c.token = data.Token
	return err
}

func (c *client) call(path string, fields object, data any) error {
	if c.token == "" {
		if err := c.logIn(); err != nil {
			return err
		}
	}
	fields["token"] = c.token
	return c.post(path, fields, data)
}

func (c *client) read(a args) ([]object, error) {
	if c.listener == nil { // before the call, so that no result can come too early
		made, err := listen(c.place.MQTT, "/"+c.place.TenantCode+"/#")
		if err != nil {
			return nil, err
		}
		c.listener = made
	}
	var plan struct {
		PlanID string `json:"planId"`
	}
	if err := c.call("meter/read"+kind(a), question(a), &plan); err != nil {
		return nil, err
	}
	// GO ON: subscribe to the answer's topicId or topic as well; unite results that come in parts.
	list := c.listener.result(plan.PlanID, time.Duration(c.place.Deadlines.Plan*float64(time.Second)))
	return rows(list, a.Cgcode), nil
}

func (c *client) history(a args) ([]object, error) {
	if a.PageSize == 0 {
		a.PageSize = 200
	}
	found := []item{} // GO ON: windows of at most half a year
	for page := 1; ; page++ {
		fields := question(a)
		fields["curPage"], fields["pageSize"] = page, a.PageSize
		var data struct {
			Total int    `json:"total"`
			List  []item `json:"list"`
		}
		if err := c.call("meter/history"+kind(a), fields, &data); err != nil {
			return nil, err
		}
		found = append(found, data.List...)
		if len(data.List) == 0 || len(found) >= data.Total {
			return rows(found, a.Cgcode), nil
		}
	}
}

func (c *client) close() {
	if c.listener != nil {
		c.listener.close()
		c.listener = nil
	}
}

func kind(a args) string {
	return strings.ToUpper(a.Kind[:1]) + a.Kind[1:]
}

func question(a args) object {
	fields := object{"devList": strings.Join(a.Meters, ","), "cgcode": a.Cgcode}
	if a.Start != "" {
		fields["start"], fields["end"] = a.Start, a.End
	}
	return fields
}

// rows has one row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for.
func rows(items []item, cgcode string) []object {
	found := []object{}
	for _, it := range items {
		channels := it.ChannelData
		if channels == nil {
			channels = []channel{it.channel}
		}
		for _, ch := range channels {
			if _, err := strconv.ParseFloat(ch.Value, 64); err != nil {
				continue // missing is missing, never zero
			}
			if ch.Cgcode == "" {
				ch.Cgcode = cgcode
			}
			found = append(found, object{"devAddr": it.DevAddr, "cgcode": ch.Cgcode, "timestamp": it.Timestamp,
				"value": ch.Value, "unit": ch.Unit}) // the digits as they were sent
		}
	}
	return found
}

// perform returns the fields of `op.done`; nil for what is not there yet.
func perform(c *client, op string, a args) (object, error) {
	switch op {
	case "login":
		return object{"outcome": "ok"}, c.logIn()
	case "read":
		found, err := c.read(a)
		missing := missing(a.Meters, found)
		outcome := "partial"
		if len(missing) == 0 {
			outcome = "ok"
		} else if len(found) == 0 {
			outcome = "failed"
		}
		return object{"outcome": outcome, "rows": found, "missing": missing}, err
	case "history":
		found, err := c.history(a)
		return object{"outcome": "ok", "rows": found}, err
	}
	return nil, nil // GO ON: collect, relay, archive.read, archive.add, archive.remove
}

func missing(meters []string, found []object) []string {
	came := map[any]bool{}
	for _, row := range found {
		came[row["devAddr"]] = true
	}
	missing := []string{}
	for _, meter := range meters {
		if !came[meter] {
			missing = append(missing, meter)
		}
	}
	return missing
}

func answer(c **client, r request) object {
	switch r.Type {
	case "hello":
		return object{"type": "hello.ok", "protocol": 1, "capabilities": capabilities,
			"client": object{"name": "my-client", "version": "0.1", "language": "Go"}}
	case "case.begin":
		*c = &client{place: r}
		return object{"type": "case.ready"}
	case "case.end":
		(*c).close()
		return object{"type": "case.ended"}
	case "op":
		fields, err := perform(*c, r.Op, r.Args)
		if err != nil { // a failed operation, not a failed driver
			fmt.Fprintln(os.Stderr, r.Op+":", err)
			fields = object{"outcome": "failed", "rows": []object{}, "missing": append([]string{}, r.Args.Meters...)}
		}
		if fields != nil {
			fields["type"] = "op.done"
			return fields
		}
	}
	return object{"type": "unsupported"}
}

func main() {
	var c *client
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20) // a line of the protocol has at most 1 MiB
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, "not a request:", err)
			os.Exit(1)
		}
		if r.Type == "bye" {
			break
		}
		fields := answer(&c, r)
		fields["re"] = r.ID
		out.Encode(fields)
	}
	if c != nil {
		c.close()
	}
}
